/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The heap's contract: zeroed, aligned, apart, errors, sizes, realloc, and
 * the caller's level is kept. With an argument: one misuse, which must end
 * the program.
 */
#define _GNU_SOURCE
#include "records.h"

#include "probe.h"
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

static int all(const char *p, size_t n, char value) {
  while (n--)
    if (*p++ != value)
      return 0;
  return 1;
}

static void fill(char *p, size_t n, int value) {
  KPKEYS_SCOPED_LEVEL(LEVEL_CRED);
  memset(p, value, n);
}

static void before_init(void) {
  errno = 0;
  check(!kpkeys_alloc("cred", 8) && errno == ENODEV, "alloc before: ENODEV");
  errno = 0;
  check(kpkeys_thread_init() == -1 && errno == ENODEV, "thread_init: ENODEV");
  check(kpkeys_level("cred") == -1, "level before init");
  check(kpkeys_set_level(LEVEL_CRED) == 0, "set_level before: 0");
  kpkeys_restore_pkey_reg(0);
  __kpkeys_enter(LEVEL_CRED);
  __kpkeys_leave(LEVEL_DEFAULT);
  check(!strcmp(kpkeys_backend_name(), "none"), "backend before: none");
}

static void errors(void) {
  errno = 0;
  check(!kpkeys_alloc("nowhere", 8) && errno == EINVAL, "unknown: EINVAL");
  errno = 0;
  check(!kpkeys_alloc(NULL, 8) && errno == EINVAL, "NULL domain: EINVAL");
  static const size_t huge[] = {SIZE_MAX, SIZE_MAX - 4095, SIZE_MAX / 2 + 1,
                                PTRDIFF_MAX, PTRDIFF_MAX - 65536};
  for (size_t i = 0; i < sizeof huge / sizeof *huge; ++i) {
    errno = 0;
    check(!kpkeys_alloc("cred", huge[i]) && errno == ENOMEM, "huge: ENOMEM");
  }
  errno = 0;
  check(!kpkeys_realloc(NULL, 8) && errno == EINVAL, "realloc NULL: EINVAL");
  check(kpkeys_alloc_size(NULL) == 0, "size of NULL is 0");
  errno = 7;
  kpkeys_free(NULL);
  check(errno == 7, "free keeps errno");
}

static void zeroed_and_aligned(void) {
  int zero = 1, aligned = 1, size_ok = 1, reused = 0;
  for (size_t size = 0; size < 70000; size += size / 3 + 1) {
    char *first = kpkeys_alloc("cred", size);
    size_t usable = kpkeys_alloc_size(first);
    size_ok &= usable >= size && usable > 0;
    aligned &= (uintptr_t)first % 16 == 0;
    zero &= all(first, usable, 0);
    fill(first, usable, 0x5a);
    kpkeys_free(first);
    char *second = kpkeys_alloc("cred", size);
    zero &= all(second, kpkeys_alloc_size(second), 0);
    reused += first == second;
    kpkeys_free(second);
  }
  check(zero, "memory is zero, also when reused");
  check(reused > 10, "memory is reused");
  check(aligned, "aligned to 16");
  check(size_ok, "usable size suffices");
}

static void keeps_level(void) {
  char *p = kpkeys_alloc("cred", 100);
  fill(p, 100, 1);
  kpkeys_free(p);
  uint64_t before = kpkeys_set_level(LEVEL_PGTABLE);
  p = kpkeys_alloc("cred", 100); /* zeroes: opens and closes */
  uint64_t during = kpkeys_set_level(LEVEL_DEFAULT);
  kpkeys_set_level(LEVEL_PGTABLE);
  check(during == kpkeys_set_level(LEVEL_DEFAULT), "alloc keeps the level");
  check(during != before, "which was not default");
  check(write_faults(LEVEL_DEFAULT, p), "and leaves nothing open");
  kpkeys_restore_pkey_reg(before);
  kpkeys_free(p);
}

static void reallocs(void) {
  char *p = kpkeys_alloc("cred", 10);
  size_t old = kpkeys_alloc_size(p);
  fill(p, old, 3);
  int kept = 1, zero = 1, keyed = 1;
  for (size_t size = 20; size < 300000; size *= 3) {
    p = kpkeys_realloc(p, size);
    kept &= all(p, old, 3);
    zero &= all(p + old, kpkeys_alloc_size(p) - old, 0);
    keyed &= write_faults(LEVEL_DEFAULT, p) && !read_faults(LEVEL_DEFAULT, p);
  }
  check(kept, "realloc keeps contents");
  check(zero, "realloc zeroes what is new");
  check(keyed, "realloc stays in the domain");
  errno = 0;
  check(!kpkeys_realloc(p, SIZE_MAX) && errno == ENOMEM, "realloc: ENOMEM");
  check(all(p, old, 3), "the old block stays");
  p = kpkeys_realloc(p, 5);
  check(all(p, 5, 3) && kpkeys_alloc_size(p) < 300, "realloc shrinks");
  char *same = kpkeys_realloc(p, 4);
  check(same == p, "realloc in place");
  p = kpkeys_realloc(p, 0);
  check(p != NULL, "realloc to 0 gives a block");
  kpkeys_free(p);
}

/* More blocks than a chunk holds, and more spans than the first hash table. */
static void many(size_t size, int count) {
  static char *blocks[3000];
  int intact = 1;
  uint64_t saved = kpkeys_set_level(LEVEL_CRED);
  for (int i = 0; i < count; ++i) {
    blocks[i] = kpkeys_alloc("cred", size);
    intact &= all(blocks[i], kpkeys_alloc_size(blocks[i]), 0);
    memset(blocks[i], i % 127 + 1, size);
  }
  for (int i = 0; i < count; ++i)
    intact &= all(blocks[i], size, (char)(i % 127 + 1));
  kpkeys_restore_pkey_reg(saved);
  for (int i = 0; i < count; ++i)
    kpkeys_free(blocks[i]);
  check(intact, "many blocks are apart, and zero at first");
}

/* Random traffic; each block holds its own number and must keep it. */
static void traffic(void) {
  enum { SLOTS = 500, STEPS = 60000 };
  static struct {
    unsigned char *at;
    size_t size;
    int value;
  } slots[SLOTS];
  static const char *const domains[] = {"cred", "pgtable"};
  unsigned random = 1;
  int intact = 1;
  kpkeys_set_level(LEVEL_CRED);
  for (int i = 0; i < STEPS; ++i) {
    random = random * 1103515245 + 12345;
    unsigned slot = (random >> 8) % SLOTS;
    if (slots[slot].at) {
      intact &= all((char *)slots[slot].at, slots[slot].size,
                    (char)slots[slot].value);
      kpkeys_free(slots[slot].at);
      slots[slot].at = NULL;
      continue;
    }
    size_t size = (random >> 17) % ((random >> 3) % 50 ? 600 : 40000);
    int domain = (random >> 5) % 4 == 0;
    slots[slot].at = kpkeys_alloc(domains[domain], size);
    slots[slot].size = size;
    slots[slot].value = domain ? 0 : i & 127;
    intact &= all((char *)slots[slot].at, size, 0);
    if (!domain)
      memset(slots[slot].at, i & 127, size);
  }
  kpkeys_set_level(LEVEL_DEFAULT);
  for (int i = 0; i < SLOTS; ++i)
    kpkeys_free(slots[i].at);
  check(intact, "traffic leaves blocks intact");
}

static void misuse(const char *how) {
  static char foreign[64];
  char *p = kpkeys_alloc("cred", 64);
  char *large = kpkeys_alloc("cred", 100000);
  char *q = kpkeys_alloc("cred", 64);
  printf("before %s\n", how);
  fflush(stdout);
  if (!strcmp(how, "double")) {
    kpkeys_free(p);
    kpkeys_free(p);
  } else if (!strcmp(how, "double-large")) {
    kpkeys_free(large);
    kpkeys_free(large);
  } else if (!strcmp(how, "middle")) {
    kpkeys_free(q + 16);
  } else if (!strcmp(how, "never-allocated")) {
    kpkeys_free(q + 64);
  } else if (!strcmp(how, "middle-large")) {
    kpkeys_free(large + 4096);
  } else if (!strcmp(how, "foreign")) {
    kpkeys_free(foreign);
  } else if (!strcmp(how, "malloc")) {
    kpkeys_free(malloc(10));
  } else if (!strcmp(how, "size")) {
    kpkeys_alloc_size(foreign);
  } else if (!strcmp(how, "realloc")) {
    kpkeys_free(p);
    kpkeys_realloc(p, 10);
  } else if (!strcmp(how, "level")) {
    kpkeys_set_level(99);
  } else if (!strcmp(how, "enter")) {
    __kpkeys_enter(5);
  } else { /* the twin: all of it done right */
    kpkeys_free(p);
    kpkeys_free(large);
    kpkeys_free(q);
    kpkeys_set_level(LEVEL_SECRET);
  }
  printf("survived\n");
}

int main(int argc, char **argv) {
  probe_install();
  if (argc == 1)
    before_init();
  if (kpkeys_init())
    return 2;
  if (argc > 1) {
    misuse(argv[1]);
    return 0;
  }
  errors();
  zeroed_and_aligned();
  keeps_level();
  reallocs();
  many(700, 500);
  many(64, 3000); /* in chunks that held fewer, larger blocks */
  many(20000, 1500);
  traffic();
  return result();
}
