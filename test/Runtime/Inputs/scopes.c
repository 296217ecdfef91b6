/* Each way into a scope and out of it, with the register looked at inside and
   outside. Writes that the plugin does not see (poke) succeed inside. */
#include "scopes_probe.h"
#include <kpkeys.h>
#include <kpkeys_rt.h>
#include <stdio.h>
#include <stdlib.h>

struct red {
  int a, b;
} __kpkeys_protected("red");
struct blue {
  int a;
} __kpkeys_protected("blue");

static struct red red;
static struct blue blue;
static int plain;

#define RED_A hidden((const void *)&red.a)
#define RED_B hidden((const void *)&red.b)
#define BLUE_A hidden((const void *)&blue.a)

static void window(int v) { red.a = v; } /* has one, and drops the level */

static int returns(int v) {
  kpkeys_scope("red") {
    EXPECT(RED);
    poke(RED_B, v);
    if (v > 2)
      return red.b + 1;
    plain = v;
  }
  EXPECT(NOTHING);
  return plain;
}

static int loops(int n) {
  int sum = 0;
  for (int i = 0; i < n; ++i) {
    EXPECT(NOTHING);
    kpkeys_scope("red") {
      EXPECT(RED);
      if (i == 1)
        continue;
      if (i == 3)
        break;
      poke(RED_B, i);
      sum += i;
    }
    EXPECT(NOTHING);
  }
  EXPECT(NOTHING);
  return sum;
}

static int jumps(int v) {
  kpkeys_scope("red") {
    kpkeys_scope("blue") {
      EXPECT(BLUE);
      poke(BLUE_A, v);
      if (v == 1)
        goto outside;
      if (v == 2)
        goto inside;
    }
    EXPECT(RED);
  inside:
    EXPECT(RED);
    kpkeys_scope("default") { EXPECT(NOTHING); }
    EXPECT(RED);
  }
outside:
  EXPECT(NOTHING);
  return v;
}

static int switches(int v) {
  kpkeys_scope("red") {
    switch (v) {
    case 0:
      return 10;
    case 1:
      EXPECT(RED);
      break;
    default:
      EXPECT(RED);
    case 7:
      poke(RED_A, v);
    }
    EXPECT(RED);
  }
  EXPECT(NOTHING);
  return v;
}

static int value(int v) {
  int x = __extension__({
    int y = 0;
    kpkeys_scope("red") {
      EXPECT(RED);
      y = v + red.a;
    }
    EXPECT(NOTHING);
    y;
  });
  return x;
}

/* After a call that has windows of its own the level is put back. */
static void calls(int v) {
  kpkeys_scope("red") {
    window(v);
    EXPECT(RED);
    blue.a = v; /* a window in the scope */
    EXPECT(RED);
    red.b = v; /* none */
    poke(RED_A, v);
  }
  EXPECT(NOTHING);
}

__kpkeys_level("red") static int whole(int depth) {
  EXPECT(RED);
  poke(RED_A, depth);
  if (depth == 0)
    return 0;
  int below = whole(depth - 1);
  EXPECT(RED);
  return below + 1;
}

__kpkeys_level("blue") static void callback(void *data) {
  EXPECT(BLUE);
  *(int *)data = 1;
}

__kpkeys_requires("red") __attribute__((noinline)) static int needs(int v) {
  EXPECT(RED);
  poke(RED_B, v);
  blue.a = v;
  EXPECT(RED);
  window(v);
  EXPECT(RED);
  return v;
}

struct ops {
  int (*run)(int) __kpkeys_requires("red");
};
static const struct ops ops = {needs};

static int by_table(const struct ops *o, int v) {
  int x = o->run(v);
  EXPECT(NOTHING);
  kpkeys_scope("red") { x += needs(v) + o->run(v); }
  EXPECT(NOTHING);
  return x;
}

/* Called at any level, it comes back at the same. */
__kpkeys_leave("saved") __attribute__((noinline)) static void keeps(int v) {
  unsigned before = open_now();
  red.a = v;
  expect_at(before, __LINE__);
  window(v);
  kpkeys_scope("blue") { EXPECT(BLUE); }
  expect_at(before, __LINE__);
}

static void saved(int v) {
  keeps(v);
  EXPECT(NOTHING);
  kpkeys_scope("blue") {
    keeps(v);
    EXPECT(BLUE);
  }
  EXPECT(NOTHING);
}

static int leaps(int v) {
  jmp_buf where;
  if (setjmp(where) == 0)
    kpkeys_scope("red") {
      EXPECT(RED);
      poke(RED_A, v);
      leap(where);
    }
  EXPECT(NOTHING);
  if (setjmp(where) == 0)
    kpkeys_scope("red") leap_unseen(where);
  EXPECT(NOTHING);
  return v;
}

static void *place[5];
__attribute__((noinline)) static void leap_back(void) {
  __builtin_longjmp(place, 1);
}

static void leaps_builtin(void) {
  if (__builtin_setjmp(place) == 0)
    kpkeys_scope("red") leap_back();
  EXPECT(NOTHING);
}

/* Halves of a guard: they switch nothing else. */
__attribute__((noinline)) static uint64_t begin(void) {
  return kpkeys_set_level(KPKEYS_LVL_RED);
}
__attribute__((noinline)) static void end(uint64_t old) {
  kpkeys_restore_pkey_reg(old);
}

static void halves(void) {
  uint64_t old = begin();
  EXPECT(RED);
  end(old);
  EXPECT(NOTHING);
}

static void manual(int v) {
  uint64_t old = kpkeys_set_level(KPKEYS_LVL_RED);
  EXPECT(RED);
  red.a = v;
  poke(RED_B, v);
  {
    uint64_t inner = kpkeys_set_level(KPKEYS_LVL_BLUE);
    EXPECT(BLUE);
    kpkeys_restore_pkey_reg(inner);
  }
  EXPECT(RED);
  if (v) {
    plain = v;
    kpkeys_restore_pkey_reg(old);
  } else {
    EXPECT(RED);
    kpkeys_restore_pkey_reg(old);
  }
  EXPECT(NOTHING);
  kpkeys_restore_pkey_reg(0); /* nothing to restore */
  EXPECT(NOTHING);
}

static void in_loop(int n) {
  for (int i = 0; i < n; ++i)
    kpkeys_scope("red") {
      poke(RED_A, i);
      for (int j = 0; j < n; ++j)
        kpkeys_scope("blue") poke(BLUE_A, j);
    }
  EXPECT(NOTHING);
}

/* What it finds at its start is no level yet. */
__kpkeys_leave("entry") int main(void) {
  if (kpkeys_init() != 0)
    return 1;
  int data = 0;
  int sum = returns(1) + returns(3) + loops(5) + switches(0) + switches(1) +
            switches(5) + switches(7) + value(2) + whole(3) + leaps(4);
  for (int v = 0; v < 4; ++v)
    sum += jumps(v);
  calls(5);
  call_back(callback, &data);
  EXPECT(NOTHING);
  sum += by_table(&ops, 2);
  saved(1);
  leaps_builtin();
  halves();
  manual(0);
  manual(1);
  in_loop(3);
  red.a = sum;
  printf("sum %d data %d failures %d\n", sum, data, failures);
  return failures != 0;
}
