/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Calls through pointers to functions that take plain pointers, and write
 * protected memory through them. What such a pointer may be is all in this
 * file; a window that is missing faults. */
#include "kpkeys.h"
#include "kpkeys_rt.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct __kpkeys_protected("protected") state {
  int value;
  int depth[4];
  char text[8];
};

#define NOINLINE __attribute__((noinline))

static int failures;
static void check(int ok, const char *what) {
  printf("%s %s\n", ok ? "ok  " : "FAIL", what);
  failures += !ok;
}

typedef void setter(int *p, int v);
NOINLINE static void set(int *p, int v) { *p = v; }
NOINLINE static void add(int *p, int v) { *p += v; }
NOINLINE static void negate(int *p, int v) { *p = -v; }

struct ops {
  const char *name;
  setter *set, *change;
};
static const struct ops plain = {"plain", set, add};
static const struct ops other = {"other", negate, set};
static const struct ops table[] = {{"plain", set, add}, {"other", negate, set}};
static const struct ops *current = &plain;
static setter *hook;
static setter *const by_number[] = {set, add, negate};

NOINLINE static void through_constant(struct state *s) {
  plain.set(&s->value, 1);
}
NOINLINE static void through_table(struct state *s, unsigned i) {
  table[i].set(&s->value, 2);
}
NOINLINE static void through_array(struct state *s, unsigned i) {
  by_number[i](&s->value, 3);
}
NOINLINE static void each_of_table(struct state *s) {
  for (const struct ops *o = table; o != table + 2; o++)
    o->change(&s->value, 4);
}
NOINLINE static void choose(int which) {
  current = which ? &plain : &other;
  hook = which ? add : negate;
}
NOINLINE static void through_current(struct state *s) {
  current->set(&s->value, 5);
}
NOINLINE static void through_hook(struct state *s) {
  if (hook)
    hook(&s->value, 6);
}
NOINLINE static void through_switch(struct state *s, int which) {
  setter *f;
  switch (which) {
  case 0:
    f = set;
    break;
  case 1:
    f = add;
    break;
  default:
    f = negate;
  }
  f(&s->value, 7);
}
NOINLINE static void through_copy(struct state *s, unsigned i) {
  struct ops mine = table[i];
  mine.change(&s->value, 8);
}
NOINLINE static void apply(int *p, setter *f, int v) { f(p, v); }
static void through_parameter(struct state *s) {
  apply(&s->value, set, 9);
  apply(&s->value, add, 1);
}
NOINLINE static setter *pick(int which) { return which ? set : negate; }
NOINLINE static void through_result(struct state *s, int which) {
  pick(which)(&s->value, 11);
}

typedef void walker(int *p, int n);
static walker descend;
static walker *const walkers[] = {descend};
NOINLINE static void descend(int *p, int n) {
  *p = n;
  if (n > 0)
    walkers[0](p + 1, n - 1);
}

/* A known library function among them. */
static void *(*const fill)(void *, int, size_t) = memset;
NOINLINE static void through_library(struct state *s) {
  fill(s->text, 'x', sizeof s->text - 1);
}

int main(void) {
  if (kpkeys_init())
    return 2;
  struct state *s = kpkeys_alloc("protected", sizeof *s);
  int mine = 0;
  through_constant(s);
  check(s->value == 1, "constant");
  through_table(s, 1);
  check(s->value == -2, "table");
  through_array(s, 1);
  check(s->value == 1, "array");
  each_of_table(s);
  check(s->value == 4, "loop");
  through_hook(s);
  choose(0);
  through_current(s);
  check(s->value == -5, "current");
  through_hook(s);
  check(s->value == -6, "variable");
  choose(1);
  through_hook(s);
  check(s->value == 0, "variable set again");
  through_switch(s, 2);
  check(s->value == -7, "switch");
  through_copy(s, 0);
  check(s->value == 1, "copy");
  through_parameter(s);
  check(s->value == 10, "parameter");
  through_result(s, 0);
  check(s->value == -11, "result");
  descend(s->depth, 3);
  check(s->depth[0] == 3 && s->depth[3] == 0, "recursion");
  through_library(s);
  check(!strcmp(s->text, "xxxxxxx"), "library");
  table[0].set(&mine, 3);
  check(mine == 3, "ordinary memory");
  printf("%d failed\n", failures);
  return failures != 0;
}
