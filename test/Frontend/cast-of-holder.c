// Intent: a write through a pointer that was cast, in the same expression, from
// a pointer to a holder of protected data gets a window, since it may write
// that data; one through a pointer that was cast back to a holder is judged
// by the member it names.
//
// RUN: %kpkeys -O1 -w -emit-llvm -S -Xclang -disable-llvm-passes -I%include %s -o - | FileCheck %s
#include <kpkeys.h>

struct holder {
  int open;
  int shut[4] __kpkeys_protected("protected");
};

// CHECK-LABEL: @by_offset(
// CHECK: @__kpkeys_mark.protected(
void by_offset(struct holder *h, int v) {
  *(int *)((char *)h + __builtin_offsetof(struct holder, shut)) = v;
}

// CHECK-LABEL: @by_index(
// CHECK: @__kpkeys_mark.protected(
void by_index(struct holder *h, int v) { ((int *)h)[2] = v; }

// CHECK-LABEL: @by_other_type(
// CHECK: @__kpkeys_mark.protected(
void by_other_type(struct holder *h, int v) {
  ((struct { int a[5]; } *)h)->a[3] = v;
}

// CHECK-LABEL: @reads(
// CHECK-NOT: @__kpkeys_mark
// CHECK-LABEL: @cast_back(
// CHECK-NOT: @__kpkeys_mark
// CHECK-LABEL: @local(
// CHECK-NOT: @__kpkeys_mark
// CHECK-LABEL: @cast_back_protected(
// CHECK: @__kpkeys_mark.protected(
int reads(struct holder *h) { return ((int *)h)[2]; }
void cast_back(struct holder *h) { ((struct holder *)(void *)h)->open = 1; }
int local(int v) {
  struct holder h = {0};
  ((int *)&h)[2] = v;
  return h.shut[0];
}
void cast_back_protected(struct holder *h) {
  ((struct holder *)(void *)h)->shut[0] = 1;
}
