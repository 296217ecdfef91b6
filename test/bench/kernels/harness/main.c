/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Runs one kernel in all its variants. The build gives the list of variants as
 * VARIANTS, each X(name, memory); memory is
 *   plain     ordinary pages
 *   keyed     pages with the domains' pkeys: a write outside a window dies
 *   readonly  read-only pages, which mprotect opens
 *
 * usage: kernel count VARIANT       runs it once; prints its checksum
 *        kernel control             the unprotected variant in keyed pages:
 * dies kernel time ROUNDS USECS   nanoseconds of one run: for each round, and
 *                                   in it each variant, the mean of runs that
 *                                   take USECS together
 */
#define _GNU_SOURCE
#define VARIANT main
#define GUARDS none
#include "bench.h"
#undef run
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum memory { plain, keyed, readonly };
enum { PAGES = 4, PAGE = 4096, SIZE = PAGES * PAGE, MAX_VARIANTS = 16 };

struct pages pages_of[3];

#define X(name, memory) extern const struct kernel kernel_##name;
VARIANTS
#undef X

static const struct variant {
  const char *name;
  const struct kernel *kernel;
  enum memory memory;
} variants[] = {
#define X(name, memory) {#name, &kernel_##name, memory},
    VARIANTS
#undef X
};
enum { COUNT = sizeof variants / sizeof *variants };
_Static_assert(COUNT <= MAX_VARIANTS, "too many variants");

static struct arena arenas[MAX_VARIANTS];

static void fail(const char *what) {
  perror(what);
  exit(2);
}

/* With a page that nobody may touch on each side. */
static void *map_pages(void) {
  char *start =
      mmap(0, SIZE + 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED ||
      mprotect(start + PAGE, SIZE, PROT_READ | PROT_WRITE))
    fail("mmap");
  memset(start + PAGE, 0, SIZE);
  return start + PAGE;
}

/* The kernel hands out the lowest free pkey: policy.yaml names the first two.
 */
static void take_keys(void) {
  for (int key = cred; key <= (int)pgtable; ++key)
    if (pkey_alloc(0, PKEY_DISABLE_WRITE) != key)
      fail("pkey_alloc: this machine has no protection keys, or they are in "
           "use");
}

static void close_domain(void *start, enum domain domain, enum memory memory) {
  switch (memory) {
  case plain:
    break;
  case keyed:
    if (pkey_mprotect(start, SIZE, PROT_READ | PROT_WRITE, domain))
      fail("pkey_mprotect");
    break;
  case readonly:
    pages_of[domain] = (struct pages){start, SIZE};
    if (mprotect(start, SIZE, PROT_READ))
      fail("mprotect");
    break;
  }
}

static void make_arena(struct arena *a, const struct kernel *k,
                       enum memory memory) {
  *a = (struct arena){map_pages(), map_pages(), map_pages()};
  k->prepare(a);
  close_domain(a->cred, cred, memory);
  close_domain(a->pgtable, pgtable, memory);
}

/* The process's own time: others run on this machine, too. */
static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double time_runs(unsigned v, unsigned long runs) {
  void (*run)(struct arena *) = variants[v].kernel->run;
  double start = now();
  for (unsigned long i = 0; i < runs; ++i)
    run(&arenas[v]);
  return now() - start;
}

/* Runs that take as long as asked for. */
static unsigned long calibrate(unsigned v, double nanoseconds) {
  unsigned long runs = 1;
  double took;
  while ((took = time_runs(v, runs)) < nanoseconds / 4)
    runs *= 2;
  runs = (unsigned long)((double)runs * nanoseconds / took);
  return runs ? runs : 1;
}

static int time_all(unsigned rounds, double nanoseconds) {
  unsigned long runs[MAX_VARIANTS], sum = 0;
  for (unsigned v = 0; v < COUNT; ++v) {
    const struct kernel *k = variants[v].kernel;
    make_arena(&arenas[v], k, variants[v].memory);
    k->run(&arenas[v]);
    unsigned long got = k->check(&arenas[v]);
    if (v != 0 && got != sum) {
      fprintf(stderr, "%s computes something else\n", variants[v].name);
      return 1;
    }
    sum = got;
    runs[v] = calibrate(v, nanoseconds);
  }
  for (unsigned round = 0; round < rounds; ++round)
    for (unsigned v = 0; v < COUNT; ++v)
      printf("%s %.3f\n", variants[v].name,
             time_runs(v, runs[v]) / (double)runs[v]);
  return 0;
}

static int run_once(const struct kernel *k, enum memory memory) {
  make_arena(&arenas[0], k, memory);
  k->run(&arenas[0]);
  printf("%lu\n", k->check(&arenas[0]));
  return 0;
}

int main(int argc, char **argv) {
  take_keys();
  if (argc == 4 && strcmp(argv[1], "time") == 0)
    return time_all((unsigned)atoi(argv[2]), atof(argv[3]) * 1e3);
  if (argc == 2 && strcmp(argv[1], "control") == 0)
    return run_once(variants[0].kernel, keyed);
  for (unsigned v = 0; argc == 3 && v < COUNT; ++v)
    if (strcmp(argv[1], "count") == 0 && strcmp(argv[2], variants[v].name) == 0)
      return run_once(variants[v].kernel, variants[v].memory);
  fprintf(stderr, "usage: %s count VARIANT | control | time ROUNDS USECS\n",
          argv[0]);
  return 2;
}
