// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: an atomic load that the CPU does by writing (cmpxchg16b) works on
// protected memory, also through pointers to const; without the plugin it
// faults.
// REQUIRES: pku
// RUN: %kpkeys-pku -O1 -w -I%include -DMAIN -c %s -o %t.main.o
// RUN: %kpkeys-pku -O0 -mcx16 -w -I%include -c %s -o %t.O0.o
// RUN: %clang %t.main.o %t.O0.o %kpkeys_rt_lib -latomic -o %t.O0
// RUN: %pku %t.O0
// RUN: %kpkeys-pku -O2 -mcx16 -w -I%include -c %s -o %t.O2.o
// RUN: %clang %t.main.o %t.O2.o %kpkeys_rt_lib -latomic -o %t.O2
// RUN: %pku %t.O2
// RUN: %clang -O2 -mcx16 -w -I%include -c %s -o %t.twin.o
// RUN: %clang %t.main.o %t.twin.o %kpkeys_rt_lib -latomic -o %t.twin
// RUN: not --crash %pku %t.twin
#include "kpkeys.h"

typedef __int128 wide;
struct __kpkeys_protected("protected") counter {
  _Atomic wide ticks;
  wide plain;
};
struct __attribute__((packed)) __kpkeys_protected("protected") tight {
  char tag;
  _Atomic int count;
  struct { _Atomic long inner; } nested[2];
};
typedef int reader(struct counter *c, struct tight *t);
extern reader *const readers[];
extern const int num_readers;

#ifdef MAIN
#include "kpkeys_rt.h"
#include <stdio.h>

int main(void) {
  if (kpkeys_init())
    return 2;
  struct counter *c = kpkeys_alloc("protected", sizeof *c);
  struct tight *t = kpkeys_alloc("protected", sizeof *t);
  c->ticks = c->plain = 5;
  t->count = 5;
  t->nested[1].inner = 5;
  for (int i = 0; i < num_readers; ++i) {
    if (readers[i](c, t) != 5)
      return printf("reader %d: another value\n", i), 1;
  }
  return 0;
}
#else
static int member(struct counter *c, struct tight *t) { return c->ticks; }
static int through_const(struct counter *c, struct tight *t) {
  const struct counter *seen = c;
  return seen->ticks;
}
static int const_pointer(struct counter *c, struct tight *t) {
  const _Atomic wide *p = &c->ticks;
  return *p;
}
__attribute__((noinline)) static int helper(const _Atomic wide *p) {
  return __c11_atomic_load(p, __ATOMIC_ACQUIRE);
}
static int in_helper(struct counter *c, struct tight *t) {
  return helper(&c->ticks);
}
static int builtin(struct counter *c, struct tight *t) {
  const wide *p = &c->plain;
  return __atomic_load_n(p, __ATOMIC_SEQ_CST);
}
static int builtin_generic(struct counter *c, struct tight *t) {
  wide got;
  __atomic_load(&c->plain, &got, __ATOMIC_RELAXED);
  return got;
}
static int misaligned(struct counter *c, struct tight *t) {
  return t->count + t->nested[0].inner;
}
static int misaligned_inner(struct counter *c, struct tight *t) {
  const struct tight *seen = t;
  return seen->nested[1].inner;
}
reader *const readers[] = {member,  through_const,   const_pointer, in_helper,
                           builtin, builtin_generic, misaligned,
                           misaligned_inner};
const int num_readers = sizeof readers / sizeof *readers;
#endif
