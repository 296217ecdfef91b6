/* Exceptions and scopes: where control goes, the level is the one that the
   source says there. */
#include "scopes_probe.h"
#include <cstdio>
#include <kpkeys.h>
#include <kpkeys_rt.h>
#include <stdexcept>

struct red {
  int a;
} __kpkeys_protected("red");
static struct red red;

struct Watch {
  unsigned Wanted;
  explicit Watch(unsigned Wanted) : Wanted(Wanted) { EXPECT(Wanted); }
  ~Watch() { EXPECT(Wanted); }
};

__attribute__((noinline)) static void may_throw(int v) {
  if (v == 1)
    throw v;
}

static int through(int v) {
  Watch Outer(NOTHING);
  kpkeys_scope("red") {
    Watch Inner(RED);
    may_throw(v);
    EXPECT(RED);
    red.a = v;
  }
  EXPECT(NOTHING);
  return v;
}

static int inside(int v) {
  int caught = 0;
  kpkeys_scope("red") {
    try {
      kpkeys_scope("blue") {
        Watch Inner(BLUE);
        may_throw(v);
      }
      EXPECT(RED);
    } catch (int) {
      EXPECT(RED);
      red.a = v;
      caught = 1;
    }
    EXPECT(RED);
  }
  EXPECT(NOTHING);
  return caught;
}

__kpkeys_level("red") static int whole(int v) {
  Watch Inner(RED);
  may_throw(v);
  return red.a;
}

__kpkeys_requires("red") __attribute__((noinline)) static int needs(int v) {
  Watch Inner(RED);
  may_throw(v);
  red.a = v;
  return v;
}

__kpkeys_leave("saved") __attribute__((noinline)) static int keeps(int v) {
  unsigned before = open_now();
  try {
    may_throw(v);
    red.a = v;
  } catch (int) {
    v = 3;
  }
  expect_at(before, __LINE__);
  return v;
}

static void rethrows(int v) {
  kpkeys_scope("red") {
    try {
      may_throw(v);
      throw 2;
    } catch (...) {
      EXPECT(RED);
      may_throw(0);
      throw;
    }
  }
}

static void guarded(int v) {
  Watch Outer(NOTHING);
  KPKEYS_SCOPED_LEVEL(KPKEYS_LVL_RED);
  Watch Inner(RED);
  may_throw(v);
  red.a = v;
}

template <typename F> static void run(F f) {
  for (int v = 0; v < 2; ++v) {
    try {
      f(v);
      EXPECT(NOTHING);
    } catch (int) {
      EXPECT(NOTHING);
    }
    EXPECT(NOTHING);
  }
}

static void needs_outside(int v) { needs(v); }

static void needs_in_scope(int v) {
  kpkeys_scope("red") { needs(v); }
}

static void keeps_in_scope(int v) {
  kpkeys_scope("blue") {
    keeps(v);
    EXPECT(BLUE);
  }
}

/* What it finds at its start is no level yet. */
__kpkeys_leave("entry") int main() {
  if (kpkeys_init() != 0)
    return 1;
  run(through);
  run(rethrows);
  run(guarded);
  run(inside);
  run(whole);
  run(needs_outside);
  run(needs_in_scope);
  run(keeps);
  run(keeps_in_scope);
  std::printf("failures %d\n", failures);
  return failures != 0;
}
