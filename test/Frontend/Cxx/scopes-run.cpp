// Intent: scopes in C++: what leaves by an exception passes the end, destructors
// run at the level of their variables' scope; members, lambdas, templates,
// constant expressions.
// DEFINE: %{flags} = -O0 -std=c++17
// DEFINE: %{run} = %kpkeysxx-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -I%include %{flags} -emit-llvm -c -Xclang -disable-llvm-passes %s -o %t.bc && %clang --target=x86_64-linux-gnu -O2 -w -c %S/../Inputs/scope-calls.c -o %t.o && %clangxx --target=x86_64-linux-gnu %{flags} -w %t.bc %t.o -o %t.exe && %t.exe | FileCheck %s
// RUN: %{run}
// REDEFINE: %{flags} = -O1 -std=c++20
// RUN: %{run}
// REDEFINE: %{flags} = -O2 -std=c++17
// RUN: %{run}
// REDEFINE: %{flags} = -O3 -std=c++20
// RUN: %{run}
// CHECK: done
// RUN: %kpkeysxx-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -I%include -S -emit-llvm -Xclang -disable-llvm-passes %s -o - | FileCheck %s --check-prefix=ONCE
// ONCE-LABEL: define {{.*}}in_lambda{{.*}}clE
// ONCE: call void @__kpkeys_scope.begin.blue()
// ONCE-NOT: call void @__kpkeys_scope.begin.blue()
// ONCE: ret i32
#include "kpkeys.h"
#include <cstdio>
#include <cstdlib>
extern "C" int at(char level, int n);
static void expect(bool right, int line) {
  if (!right) {
    std::printf("line %d\n", line);
    std::exit(1);
  }
}
#define EXPECT(...) expect((__VA_ARGS__), __LINE__)

struct witness {
  char level;
  explicit witness(char level) : level(level) { at(level, 0); }
  ~witness() { at(level, 1); }
};

static int throws(int n) {
  witness outer('-');
  try {
    kpkeys_scope("red") {
      witness inner('r');
      kpkeys_scope("blue") {
        witness innermost('b');
        if (n)
          throw n;
      }
      at('r', 2);
    }
    at('-', 3);
  } catch (int caught) {
    return at('-', caught);
  }
  return 0;
}

static int catches() {
  kpkeys_scope("red") {
    try {
      kpkeys_scope("blue") throw 1;
    } catch (int) {
      kpkeys_scope("blue") { return at('b', 4); }
    }
  }
  return 0;
}

// What is returned is made at the level, and its temporaries end there.
static int temporaries() {
  kpkeys_scope("red") return witness('r').level;
}
// A variable that is returned in place is destroyed when the scope has ended.
static witness in_place() {
  kpkeys_scope("default") {
    witness w('d');
    w.level = '-';
    return w;
  }
}

template <class T> T twice(T value) {
  kpkeys_scope("red") {
    T result = value;
    for (int i = 0; i < 1; i++)
      kpkeys_scope("blue") {
        if (i)
          break;
        result += at('b', 0) + value;
      }
    at('r', 0);
    return result;
  }
}
template <class T> struct holder {
  T value;
  __kpkeys_level("blue") T get() { return value + at('b', 0); }
  template <class U> __kpkeys_level("red") static T make(U u) {
    return at('r', 0) + T(u);
  }
};

struct base {
  virtual ~base() = default;
  virtual int f() { return at('-', 1); }
};
struct derived final : base {
  int n = [] { kpkeys_scope("red") { return at('r', 6); } }();
  __kpkeys_level("red") int f() override { return at('r', n); }
  derived() {
    kpkeys_scope("red") at('r', 1);
  }
};

static constexpr int constant(int n) {
  kpkeys_scope("red") {
    if (n)
      return 2 * n;
  }
  return 1;
}
static_assert(constant(4) == 8);
static int table[constant(2)];

static inline __kpkeys_level("red") int thrower(int n) {
  if (n)
    throw n;
  return at('r', n);
}

static int in_lambda(int n) {
  return [](int m) { kpkeys_scope("blue") return at('b', m); }(n);
}
static int in_class(int n) {
  struct local {
    static int f(int m) { kpkeys_scope("red") return at('r', m); }
  };
  kpkeys_scope("red") return local::f(n);
}

int main() {
  EXPECT(in_lambda(3) == 3 && in_class(4) == 4);
  EXPECT(throws(5) == 5 && throws(0) == 0);
  EXPECT(catches() == 4);
  EXPECT(temporaries() == 'r');
  EXPECT(in_place().level == '-');
  EXPECT(twice(4) == 8 && twice(2L) == 4);
  EXPECT(holder<int>{3}.get() == 3 && holder<long>::make(7) == 7);
  derived d;
  base &b = d;
  EXPECT(b.f() == 6);
  volatile int n = 3;
  EXPECT(constant(n) == 6 && sizeof table == 4 * sizeof(int));
  auto lambda = [&](int m) {
    kpkeys_scope("blue") { return at('b', m) + n; }
  };
  kpkeys_scope("red") EXPECT(lambda(1) == 4);
  auto generic = [](auto m) __kpkeys_level("red") { return at('r', m); };
  EXPECT(generic(2) == 2);
  try {
    thrower(0);
    thrower(1);
  } catch (int) {
    at('-', 0);
  }
  int numbers[] = {1, 2, 3};
  for (int i : numbers)
    kpkeys_scope("red") {
      if (i == 2)
        break;
      continue;
    }
  at('-', 0);
  std::puts("done");
}
