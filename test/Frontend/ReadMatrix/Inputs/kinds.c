/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* One function for each kind of read in kinds.def, and the helpers they use.
 * Nothing here knows of keys.
 */
#define _GNU_SOURCE
#include "record.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define NOINLINE __attribute__((noinline))
#define container_of(ptr, type, member)                                        \
  ((type *)((char *)(ptr) - offsetof(type, member)))
#define READ_ONCE(x) (*(const volatile typeof(x) *)&(x))

/* Values that the optimizer cannot know, and ordinary memory. */
static volatile int five = 5;
static volatile size_t eight = 8;
static int ordinary[16];
static int elsewhere;

static KEYED struct paged global;
static KEYED struct paged never_written = {.k.array = {0, 1, 2, 3, 4, 5}};
struct key *const static_keys[] = {&global.k};
const unsigned num_static_keys = 1;

static NOINLINE int through(const int *p) { return *p; }
static inline int through_inline(const int *p) { return *p; }
static NOINLINE int through_void(const void *p) { return *(const int *)p; }
static NOINLINE int of_record(const struct key *k) { return k->a; }
static NOINLINE int sum(const int *p, int n) {
  int total = 0;
  for (int i = 0; i < n; ++i)
    total += p[i];
  return total;
}
static NOINLINE int down(const int *p, int n) {
  return n == 0 ? *p : down(p + 1, n - 1);
}
static NOINLINE int restricted(const int *restrict p, int *restrict out) {
  for (int i = 0; i < 8; ++i)
    out[i] = p[0] + i;
  return out[0];
}
static NOINLINE int restricted_record(const struct key *restrict k,
                                      int *restrict out, int n) {
  for (int i = 0; i < n; ++i) {
    out[i] = k->a;
    elsewhere = i;
  }
  return out[0];
}
static NOINLINE int of_point(struct point p) { return p.x; }
static NOINLINE int of_triple(struct triple t) { return t.i[2]; }
static NOINLINE int of_large(struct large l) { return l.i[39]; }
static NOINLINE int of_copy(struct key k) { return k.b; }
static NOINLINE int of_three(int x, struct large l, int y) {
  return x + l.i[7] - y;
}
static NOINLINE int of_variable(int n, ...) {
  va_list list;
  va_start(list, n);
  int value = va_arg(list, int);
  va_end(list);
  return value;
}
static NOINLINE struct point point_of(const struct key *k) { return k->inner; }
static NOINLINE struct large large_of(const struct key *k) { return k->large; }
static NOINLINE struct key copy_of(const struct key *k) { return *k; }
static NOINLINE int of_two(int x, int y) { return x + y - 5; }
static NOINLINE const int *slot_of(const struct key *k, int i) {
  return &k->array[i];
}
static NOINLINE int same_bytes(const void *a, const void *b, size_t n) {
  const unsigned char *p = a, *q = b;
  for (; n--; ++p, ++q)
    if (*p != *q)
      return 0;
  return 1;
}
static NOINLINE void nothing(void) { __asm__ volatile("" ::: "memory"); }
static int ascending(const void *a, const void *b) {
  return *(const int *)a - *(const int *)b;
}
/* What the kernel answers to a write from memory that it may not read. */
static NOINLINE int answer(ssize_t done) {
  if (done < 0 && errno == EFAULT)
    _exit(KEY_FAULT);
  return (int)done;
}
static NOINLINE int new_pipe(void) {
  int ends[2];
  return pipe(ends) ? -1 : ends[1];
}
struct holder {
  const int *where;
  int other;
};

#define KIND(NAME, ...)                                                        \
  static NOINLINE int read_##NAME(struct key *k) { __VA_ARGS__ }
#include "kinds.def"
#undef KIND

const struct kind kinds[] = {
#define KIND(NAME, ...) {#NAME, read_##NAME},
#include "kinds.def"
};
const unsigned num_kinds = sizeof kinds / sizeof *kinds;
