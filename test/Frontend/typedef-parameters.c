/* Intent: a parameter leads where any declaration of its function says by a
 * protected typedef, as with kpkeys_pointee: the header's guarded_int * is an
 * int * to C where the function is defined. */
// RUN: %kpkeys-pku -O0 -S -emit-llvm -Xclang -disable-llvm-passes %s -o - | FileCheck %s
typedef int guarded_int __attribute__((kpkeys_protected("protected")));
typedef int *guarded_pointer __attribute__((kpkeys_pointee("protected")));
void set(guarded_int *p, int *plain);
void give(guarded_pointer p);

// CHECK-LABEL: define {{.*}}@set(
// CHECK: call ptr @__kpkeys_mark.protected(
// CHECK-NOT: call ptr @__kpkeys_mark
// CHECK: ret void
void set(int *p, int *plain) { *p = *plain = 1; }
// CHECK-LABEL: define {{.*}}@give(
// CHECK: call ptr @__kpkeys_mark.protected(
void give(int *p) { *p = 1; }
