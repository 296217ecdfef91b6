/* Intent: each way out of a kpkeys_scope passes its end, after what is returned
 * has been computed; break and continue reach the loop around it; scopes nest. */
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -I%include -O0 -S -emit-llvm -Xclang -disable-llvm-passes %s -o - | FileCheck %s
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -I%include -O2 -g -S -emit-llvm -Xclang -disable-llvm-passes %s -o - | FileCheck %s
#include "kpkeys.h"
int in(int);
int after(int);

// CHECK-LABEL: define {{.*}}@returns(
// CHECK: call void @__kpkeys_scope.begin.red()
// CHECK: call i32 @in(
// CHECK-NEXT: call void @__kpkeys_scope.end.red(ptr {{.*}}%[[SLOT:[^ ]+]])
// CHECK: ret i32
int returns(int n) {
  kpkeys_scope("red") { return in(n); }
}

// CHECK-LABEL: define {{.*}}@leaves(
// CHECK: call void @__kpkeys_scope.begin.blue()
// CHECK-COUNT-5: call i32 @in(
// CHECK-NOT: call i32 @after(
// CHECK: call void @__kpkeys_scope.end.blue(
// CHECK-NOT: call void @__kpkeys_scope
// CHECK: call i32 @after(
// CHECK-NOT: call void @__kpkeys_scope
// CHECK-LABEL: define {{.*}}@nested(
int leaves(int n) {
  while (n--)
    kpkeys_scope("blue") {
      if (in(1)) break;
      if (in(2)) continue;
      if (in(3)) goto out;
      if (in(4)) return 1;
      in(5);
    }
out:
  return after(n);
}

// CHECK: call void @__kpkeys_scope.begin.red()
// CHECK: call void @__kpkeys_scope.begin.default()
// CHECK: call void @__kpkeys_scope.begin.blue()
// CHECK: call i32 @in(
// CHECK: call void @__kpkeys_scope.end.blue(
// CHECK: call void @__kpkeys_scope.end.default(
// CHECK: call i32 @in(
// CHECK: call void @__kpkeys_scope.end.red(
// CHECK-LABEL: define {{.*}}@others(
int nested(int n) {
  kpkeys_scope("red") {
    kpkeys_scope("default") kpkeys_scope("blue") n = in(n);
    n += in(n);
  }
  return n;
}

// CHECK: call void @__kpkeys_scope.begin.red()
// CHECK: call i32 @in(i32 {{.*}}1)
// CHECK: call void @__kpkeys_scope.end.red(
// CHECK: call i32 @in(i32 {{.*}}2)
// CHECK: call void @__kpkeys_scope.begin.blue()
// CHECK: call i32 @in(i32 {{.*}}3)
// CHECK: call void @__kpkeys_scope.end.blue(
// CHECK: call i32 @after(
// CHECK-LABEL: define {{.*}}@inside(
int others(int n) {
  int m = ({
    int k = 0;
    kpkeys_scope("red") k = in(1);
    k;
  });
  if (m)
    kpkeys_scope("red") {}
  else
    in(2);
  switch (n) {
  case 1:
    kpkeys_scope("blue") {
      switch (m) {
      case 2:
        in(3);
        break;
      }
    }
    break;
  }
  return after(m);
}

/* What stays in its scope may jump as it likes. */
// CHECK: call void @__kpkeys_scope.begin.red()
// CHECK: indirectbr
int inside(int n) {
  kpkeys_scope("red") {
    void *to = n ? &&one : &&two;
    goto *to;
  one:
    in(1);
  two:
    in(2);
    if (n--)
      goto one;
  }
  return n;
}
