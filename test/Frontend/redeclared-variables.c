/* Intent: a pointer variable leads where any of its declarations says, and a body that
 * uses it is rewritten, whichever declaration it sees. */
// RUN: %kpkeys-pku -O0 -w -S -emit-llvm -Xclang -disable-llvm-passes %s -o - | FileCheck %s
typedef int guarded_int __attribute__((kpkeys_protected("protected")));
typedef int *leading __attribute__((kpkeys_pointee("protected")));
extern guarded_int *head;
int *head;
extern leading tail;
int *tail;
extern __typeof__(tail) tail;

// CHECK-LABEL: define {{.*}}@by_protected(
// CHECK: @__kpkeys_mark
void by_protected(void) { *head = 1; }
// CHECK-LABEL: define {{.*}}@by_pointee(
// CHECK: @__kpkeys_mark
void by_pointee(void) { *tail = 1; }

extern _Atomic(guarded_int) *atomic;
extern _Atomic(int) *atomic;
// CHECK-LABEL: define {{.*}}@by_atomic(
// CHECK: @__kpkeys_mark
void by_atomic(void) { *atomic = 1; }

// CHECK-LABEL: define {{.*}}@plain(
// CHECK-NOT: @__kpkeys_mark
// CHECK: ret i32
int counter;
extern __typeof__(counter) counter;
int plain(void) { return counter++; }
