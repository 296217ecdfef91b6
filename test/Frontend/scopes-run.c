/* Intent: programs with scopes do what they do without, each statement at its
 * level, at each level of optimization. */
// DEFINE: %{level} = -O0
// DEFINE: %{run} = %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -I%include %{level} -emit-llvm -c -Xclang -disable-llvm-passes %s -o %t.bc && %clang --target=x86_64-linux-gnu %{level} -w %t.bc %S/Inputs/scope-calls.c -o %t.exe && %t.exe | FileCheck %s
// RUN: %{run}
// REDEFINE: %{level} = -O1
// RUN: %{run}
// REDEFINE: %{level} = -O2
// RUN: %{run}
// REDEFINE: %{level} = -O3
// RUN: %{run}
// CHECK: 1 2 3 2 -1 7 15 120
// CHECK-NEXT: done
#include "kpkeys.h"
int printf(const char *, ...);
int at(char level, int n);

static int returns(int n) {
  kpkeys_scope("red") {
    if (n == 1)
      return at('r', n);
    kpkeys_scope("blue") {
      if (n == 2)
        return at('b', n);
    }
    at('r', n);
  }
  return at('-', n);
}
static int loop(int n) {
  int sum = 0;
  for (int i = 0; i < 10; i++) {
    at('-', i);
    kpkeys_scope("red") {
      if (i == 4)
        break;
      if (i % 2)
        continue;
      sum += at('r', i);
    }
    at('-', i);
  }
  at('-', n);
  return sum;
}
static int jumps(int n) {
again:
  at('-', n);
  kpkeys_scope("blue") {
    if (n > 0) {
      n--;
      goto again;
    }
    goto out;
  }
  return 0;
out:
  return at('-', -1);
}
struct big { int part[20]; };
static struct big aggregate(int n) {
  kpkeys_scope("red") {
    struct big b = {{at('r', n)}};
    return b;
  }
}
static int expression(int n) {
  return n + ({
    int k;
    kpkeys_scope("red") { k = at('r', 5); }
    at('-', k);
  });
}
__kpkeys_level("red") static inline int factorial(int n) {
  at('r', n);
  return n ? n * factorial(n - 1) : 1;
}
/* The end comes before a sibling call. */
static int sibling(int n) {
  kpkeys_scope("blue") at('b', n);
  return at('-', n);
}
int main(void) {
  printf("%d %d %d ", returns(1), returns(2), returns(3));
  printf("%d %d ", loop(4), jumps(3));
  printf("%d %d ", aggregate(7).part[0], expression(10));
  printf("%d\n", factorial(5));
  kpkeys_scope("red") kpkeys_scope("default") at('d', 1);
  sibling(1);
  printf("done\n");
}
