/* Intent: the body of a function with kpkeys_level or kpkeys_requires is a scope,
 * on whichever declaration the attribute stands; what callers must know, and how
 * windows are left, is noted on the function, defined or not. */
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -I%include -O0 -S -emit-llvm -Xclang -disable-llvm-passes %s -o - | FileCheck %s
#include "kpkeys.h"
int other(int);

// CHECK-LABEL: define {{.*}}@at_level(
// CHECK-SAME: #[[PLAIN:[0-9]+]]
// CHECK: call void @__kpkeys_scope.begin.red()
// CHECK: call i32 @other(
// CHECK: call void @__kpkeys_scope.end.red(
__kpkeys_level("red") int at_level(int n) { return other(n); }

// CHECK-LABEL: define {{.*}}@first_only(
// CHECK: call void @__kpkeys_scope.begin.blue()
__kpkeys_level("blue") int first_only(int n);
int first_only(int n);
int first_only(int n) { return other(n); }

// CHECK-LABEL: define {{.*}}@required(
// CHECK-SAME: #[[REQUIRED:[0-9]+]]
// CHECK: call void @__kpkeys_scope.begin.red()
// CHECK: call void @__kpkeys_scope.end.red(
int required(int n) __kpkeys_requires("red");
int required(int n) { return other(n); }

// CHECK-LABEL: define {{.*}}@by_typedef(
// CHECK: call void @__kpkeys_scope.begin.red()
typedef int operation(int) __kpkeys_requires("red");
operation by_typedef;
int by_typedef(int n) { return other(n); }

// CHECK-LABEL: define {{.*}}@plain(
// CHECK-NOT: call void @__kpkeys_scope
// CHECK: ret i32
int plain(int n) { return required(n); }

// CHECK-LABEL: define {{.*}}@local_declaration(
__kpkeys_requires("blue") int declared(int);
int local_declaration(int n) {
  extern int in_function(int) __kpkeys_requires("red");
  return in_function(n) + declared(n);
}
// CHECK: declare {{.*}}@in_function({{.*}} #[[DECLARED_RED:[0-9]+]]
// CHECK: declare {{.*}}@declared({{.*}} #[[DECLARED_BLUE:[0-9]+]]

// CHECK-LABEL: define {{.*}}@saved(
// CHECK-SAME: #[[SAVED:[0-9]+]]
__kpkeys_leave("saved") int saved(int n);
int saved(int n) { return n; }

// CHECK-LABEL: define {{.*}}@main(
// CHECK: call void @__kpkeys_scope.begin.red()
// CHECK: call void @__kpkeys_scope.end.red(
// CHECK: ret i32
__kpkeys_level("red") int main(void) { other(0); }

// CHECK-NOT: attributes #[[PLAIN]] {{.*}}"kpkeys_requires
// CHECK-DAG: attributes #[[REQUIRED]] = {{{.*}}"llvm.assume"="kpkeys_requires=red"
// CHECK-DAG: attributes #[[DECLARED_RED]] = {{{.*}}"llvm.assume"="kpkeys_requires=red"
// CHECK-DAG: attributes #[[DECLARED_BLUE]] = {{{.*}}"llvm.assume"="kpkeys_requires=blue"
// CHECK-DAG: attributes #[[SAVED]] = {{{.*}}"llvm.assume"="kpkeys_leave=saved"
