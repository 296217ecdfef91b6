/* Intent: a call that musttail returns stays what is returned; its arguments are
 * marked as any, and a result that the caller cannot know of is refused. */
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -O0 -emit-llvm -disable-llvm-passes -verify=ok %s -o - | FileCheck %s
// RUN: %kpkeys_cc1 -fsyntax-only -DREFUSED -verify %s
// ok-no-diagnostics
#define POINTEE __attribute__((kpkeys_pointee("protected")))
struct __attribute__((kpkeys_protected("protected"))) cred { int uid; };

// CHECK-LABEL: define {{.*}}@walk(
// CHECK: [[RESULT:%.*]] = musttail call ptr @walk(
// CHECK-NEXT: ret ptr [[RESULT]]
int *walk(int *p POINTEE, long n) POINTEE;
int *walk(int *p, long n) {
  if (!n)
    return p;
  __attribute__((musttail)) return (walk(p, n - 1));
}
// CHECK-LABEL: define {{.*}}@write(
// CHECK: call ptr @__kpkeys_mark.protected(
// CHECK: musttail call i32 @write(
int write(struct cred *c, int n) {
  __attribute__((musttail)) return write(c, c->uid = n);
}
#ifdef REFUSED
int *plain(int *p, long n) {
  __attribute__((musttail)) return walk(p, n - 1); // expected-error {{stands where it cannot get a window}}
}
#endif
