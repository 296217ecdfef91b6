// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One function for each kind of write in kinds.def, and the helpers they use.
// Nothing here knows of keys.
#include "record.h"
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <numeric>

#define NOINLINE __attribute__((noinline))

// Values that the optimizer cannot know.
static volatile int five = 5;
template <class T> static void hide(T *&p) {
  asm volatile("" : "+r"(p)::"memory");
}

int Record::made;
static KEYED Paged global;

static inline void setInt(int &to, int v) { to = v; }
static NOINLINE void setIntFar(int &to, int v) { to = v; }
static NOINLINE void setRecordFar(Record &to, int v) { to.a = v; }
static NOINLINE int &slotFar(Record &r, int i) { return r.array[i]; }
static NOINLINE int look(const Counter &c) { return c.look(); }
static void touch() {}
static NOINLINE void mayThrow(int v) {
  if (five == v)
    throw v;
}

static Record *defaultRecord;
static void setDefault(int v = defaultRecord->a = five) { (void)v; }

template <class It, class T> NOINLINE void fill(It from, It to, T v) {
  for (; from != to; ++from)
    *from = v;
}
template <class T, class U> NOINLINE void assign(T &to, U v) { to.value = v; }
template <class... T> NOINLINE void setAll(int v, T &...to) { ((to = v), ...); }
template <class T> T *makeAt(void *place) { return new (place) T; }
constexpr int madeInConstant(int v) {
  Box<int> box(1);
  box.set(v);
  return box.value;
}

static void *nextPlace;
struct DOMAIN Made {
  int a;
  explicit Made(int v) : a(v) {}
  void *operator new(size_t) { return nextPlace; }
  void operator delete(void *) {}
};
struct DOMAIN MadeAggregate {
  int a, b;
  void *operator new[](size_t) { return nextPlace; }
  void operator delete[](void *) {}
  void *operator new(size_t) { return nextPlace; }
  void operator delete(void *) {}
};
struct DOMAIN Held {
  std::optional<Trivial> slot;
};
struct DOMAIN Tried {
  int a;
  Counter counter;
  explicit Tried(int v) try : a(v), counter(v) {
  } catch (...) {
  }
};
struct DOMAIN Initialized {
  int target = five;
  int *where = &target;
};
struct DOMAIN Inherits : Derived {
  using Derived::Derived;
};
struct DOMAIN Throwing {
  int a = 0;
  Counter counter;
  struct Undo {
    Throwing *of;
    ~Undo() { of->a = -1; }
  };
  explicit Throwing(int v) {
    Undo undo{this};
    a = v;
    mayThrow(v);
  }
};
struct DOMAIN OfMixed : Mixed {
  Mixed inner;
};
static NOINLINE void open(Mixed &m, int v) { m.open = v; }
static NOINLINE void openFar(Mixed *m, int v) { m->open = v; }
struct DOMAIN Runs {
  int a, b;
  Counter counter;
  int c, d;
  short e[2];
  bool f : 1;
  explicit Runs(int v)
      : a(v), b(v), counter(v), c(v), d(v), e{1, short(v)}, f(true) {}
};
struct DOMAIN Arrays {
  Counter c[2];
  Point p[2] = {};
};
struct DOMAIN VirtualPlain : virtual Plain {
  int own;
  explicit VirtualPlain(int v) : own(v) {}
  ~VirtualPlain() override { own = -own; }
};
struct DOMAIN MadeVirtual : Plain {
  int own;
  explicit MadeVirtual(int v) : own(v) {}
  ~MadeVirtual() override { own = -own; }
  void *operator new(size_t) { return nextPlace; }
  void operator delete(void *) {}
};
struct DOMAIN MadeNothrow {
  int a, b;
  void *operator new(size_t, const std::nothrow_t &) noexcept {
    return nextPlace;
  }
  void operator delete(void *) {}
};
struct DOMAIN Zeroed {
  Trivial t;
  int own;
  explicit Zeroed(int v) : t(), own(v) {}
};
struct DOMAIN Choice {
  union {
    int i;
    Counter c;
  };
  explicit Choice(int v) : c(v) {}
  ~Choice() {}
};
struct DOMAIN Defaulted {
  int a;
  Defaulted(int v = five) : a(v) {}
};
struct DOMAIN Nsdmi {
  int a;
  int b = five;
};
template <class T> struct DOMAIN Shown {
  T v;
  void set(T value) { v = value; }
};
template struct Shown<int>;
namespace outer {
namespace inner {
NOINLINE void set(Record &r, int v) { r.a = v; }
} // namespace inner
} // namespace outer
extern "C" NOINLINE void set_from_c(Record *r, int v) { r->a = v; }
static auto globalLambda = [](Record &r) { r.a = five; };
static void
throughDefault(Record &r, void (*f)(Record &) = [](Record &q) { q.a = five; }) {
  f(r);
}
struct Outer {
  struct Inner {
    void set(Record &r, int v) { r.a = v; }
  };
};
static NOINLINE Record &staticLocal(int v) {
  static KEYED Paged local;
  local.record.b = v;
  return local.record;
}
static decltype(auto) forward(Record &r, int i) { return r.slot(i); }
template <class T, class M> void assignMember(T &t, M T::*m, M v) { t.*m = v; }
static int compareThrowing(const void *, const void *) { throw 5; }
static NOINLINE void sortThrowing(Record &r) {
  std::qsort(r.array, 16, sizeof(int), compareThrowing);
}
struct Cleanup {
  Record *r;
  ~Cleanup() { r->a = five; }
};
struct Unrelated {
  int v = five;
  ~Unrelated() { asm volatile("" ::"r"(&v) : "memory"); }
};
static NOINLINE void scan(Record &r) { std::sscanf("5", "%d", &r.a); }

#define KIND(name, check, ...)                                                 \
  static NOINLINE void write_##name(void *place) {                             \
    Record *r = static_cast<Record *>(place);                                  \
    defaultRecord = r;                                                         \
    __VA_ARGS__                                                                \
  }                                                                            \
  static NOINLINE bool check_##name(void *place) {                             \
    Record *r = static_cast<Record *>(place);                                  \
    (void)r;                                                                   \
    return check;                                                              \
  }
#define RAW(name, type, check, ...)                                            \
  static NOINLINE void write_##name(void *place) {                             \
    type *r = static_cast<type *>(place);                                      \
    (void)r;                                                                   \
    __VA_ARGS__                                                                \
  }                                                                            \
  static NOINLINE bool check_##name(void *place) {                             \
    type *r = static_cast<type *>(place);                                      \
    return check;                                                              \
  }
#include "kinds.def"
#undef KIND
#undef RAW

#define KIND(name, check, ...) {#name, write_##name, check_##name, false},
#define RAW(name, type, check, ...) {#name, write_##name, check_##name, true},
const Kind kinds[] = {
#include "kinds.def"
};
const unsigned numKinds = sizeof kinds / sizeof *kinds;
