/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A heap and globals of a secret domain: what the program may read in windows
 * while the runtime manages it, and, with PEEK, a reader without the plugin.
 *   secret fine    allocate, read, reallocate, free, reuse, fork
 *   secret heap    a stray read of the heap
 *   secret global  a stray read of a variable
 */
#include "kpkeys.h"
#include "kpkeys_rt.h"
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct __kpkeys_protected("key") key {
  long word[4];
};
int peek(const void *at);

#ifdef PEEK
int peek(const void *at) { return *(const volatile int *)at; }
#else
static struct key global = {{1, 2, 3, 4}};
static int failed;

static void expect(const char *what, int ok) {
  if (!ok)
    failed = printf("FAIL %s\n", what);
}

static long sum(const struct key *k) {
  long total = 0;
  for (int i = 0; i < 4; ++i)
    total += k->word[i];
  return total;
}

static void fine(void) {
  struct key *k = kpkeys_alloc("key", sizeof *k);
  expect("zero", sum(k) == 0);
  for (int i = 0; i < 4; ++i)
    k->word[i] = i;
  expect("sum", sum(k) == 6);
  expect("size", kpkeys_alloc_size(k) >= sizeof *k);
  struct key *larger = kpkeys_realloc(k, 400 * sizeof *k);
  expect("moved", sum(larger) == 6 && sum(&larger[399]) == 0);
  kpkeys_free(larger);
  struct key *again = kpkeys_alloc("key", sizeof *again);
  expect("reused", sum(again) == 0);
  again->word[3] = 7;
  global.word[0] = 5;
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    struct key *own = kpkeys_alloc("key", sizeof *own);
    own->word[1] = sum(again);
    _exit(sum(own) == 7 && sum(&global) == 14 ? 0 : 1);
  }
  int status;
  expect("child", waitpid(child, &status, 0) == child && status == 0);
  expect("global", sum(&global) == 14);
  kpkeys_free(again);
}

int main(int argc, char **argv) {
  const char *mode = argc > 1 ? argv[1] : "fine";
  if (kpkeys_init() || kpkeys_install_fault_reporter())
    return 2;
  if (!strcmp(mode, "heap"))
    return peek(kpkeys_alloc("key", sizeof(struct key)));
  if (!strcmp(mode, "global"))
    return peek(&global);
  fine();
  puts(failed ? "failed" : "ok");
  return failed != 0;
}
#endif
