// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: an address that was compared equal with another value is still
// followed: the optimizer does not write the other value for it. Pointers that
// are compared with pointers, null or error codes are compared as before.
// RUN: %kpkeys-pku -O0 -S %s -o %t.s
// RUN: FileCheck %s < %t.s
// RUN: %kpkeys-pku -O1 -S %s -o %t.s
// RUN: FileCheck %s --check-prefixes=CHECK,INLINED < %t.s
// RUN: %kpkeys-pku -O2 -S %s -o %t.s
// RUN: FileCheck %s --check-prefixes=CHECK,INLINED < %t.s
// RUN: %kpkeys-pku -O3 -S %s -o %t.s
// RUN: FileCheck %s --check-prefixes=CHECK,INLINED < %t.s
// RUN: %kpkeys-pku -O2 -flto -c %s -o %t.bc
// RUN: llvm-dis %t.bc -o - | FileCheck %s --check-prefix=HIDDEN

typedef unsigned long uintptr_t;
struct __attribute__((kpkeys_protected("protected"))) rec {
  int a, b;
};

// CHECK-LABEL: {{^}}chosen:
// CHECK: # kpkeys: enter
void chosen(struct rec *x, uintptr_t p) {
  uintptr_t w = (uintptr_t)&x->a;
  w = w == p ? w : p;
  *(int *)w = 1;
}
// CHECK-LABEL: {{^}}equal:
// CHECK: # kpkeys: enter
// HIDDEN-LABEL: @equal(
// HIDDEN: call i64 @__kpkeys_mark.protected.compared(i64
void equal(struct rec *x, uintptr_t p) {
  uintptr_t w = (uintptr_t)&x->a;
  if (w == p)
    *(int *)(w + 4) = 1;
}
// CHECK-LABEL: {{^}}difference:
// CHECK: # kpkeys: enter
void difference(struct rec *x, uintptr_t p) {
  uintptr_t w = (uintptr_t)&x->a, d = w - p;
  w = d == 0 ? w : p;
  *(int *)(w + 4) = 1;
}
// CHECK-LABEL: {{^}}between:
// CHECK: # kpkeys: enter
void between(struct rec *x, uintptr_t p) {
  uintptr_t w = (uintptr_t)&x->a;
  if (w <= p && w >= p)
    *(int *)(w + 4) = 1;
}
// CHECK-LABEL: {{^}}number:
// CHECK: # kpkeys: enter
void number(struct rec *x) {
  uintptr_t w = (uintptr_t)&x->a;
  if (w == 0x7f0000001000)
    *(int *)(w + 4) = 1;
}
// CHECK-LABEL: {{^}}constant:
// CHECK: # kpkeys: enter
// HIDDEN-LABEL: @constant(
// HIDDEN: call i64 @__kpkeys_mark.protected.compared(i64
void constant(struct rec *x) {
  int *w = &x->a;
  if (w == (int *)0x7f0000001000)
    w[1] = 1;
}
// CHECK-LABEL: {{^}}cases:
// CHECK: # kpkeys: enter
void cases(struct rec *x) {
  uintptr_t w = (uintptr_t)&x->a;
  switch (w) {
  case 0x7f0000001000:
    *(int *)(w + 4) = 1;
    break;
  case 0x7f0000002000:
    *(int *)(w + 4) = 2;
  }
}
// CHECK-LABEL: {{^}}assumed:
// CHECK: # kpkeys: enter
void assumed(struct rec *x, uintptr_t p) {
  uintptr_t w = (uintptr_t)&x->a;
  __builtin_assume(w == p);
  *(int *)(w + 4) = 3;
}
// CHECK-LABEL: {{^}}inlined:
// CHECK: # kpkeys: enter
static inline __attribute__((always_inline)) int same(uintptr_t a, uintptr_t b) {
  return a == b;
}
void inlined(struct rec *x, uintptr_t p) {
  uintptr_t w = (uintptr_t)&x->a;
  if (same(w, p))
    *(int *)(w + 4) = 1;
}
// INLINED-LABEL: {{^}}handed_in:
// INLINED: # kpkeys: enter
static void sets(uintptr_t w) {
  if (w == 0x7f0000001000)
    *(int *)(w + 4) = 1;
}
void handed_in(struct rec *x) {
  sets((uintptr_t)&x->a);
}
// INLINED-LABEL: {{^}}pointed_to:
// INLINED: # kpkeys: enter
static void sets_pointee(int *w) {
  if (w == (int *)0x7f0000001000)
    w[1] = 1;
}
void pointed_to(struct rec *x) {
  sets_pointee(&x->a);
}

// HIDDEN-LABEL: @ordinary(
// HIDDEN-NOT: .compared
void ordinary(struct rec *x, int *end) {
  int *p = &x->a;
  if (!p || (uintptr_t)p >= (uintptr_t)-4095 || ((uintptr_t)p & 7) != 0)
    return;
  for (; p != end; ++p)
    *p = 0;
}
// HIDDEN-LABEL: @last(
void last(void) {}
