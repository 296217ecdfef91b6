// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: a pointer whose number is used is still followed where it was compared
// with another pointer: the optimizer does not write the number of the other
// one for it, behind a comparison, a loop, or a call that was inlined. Pointers
// of which no number is used are compared as before.
// RUN: %kpkeys-pku -O0 -S %s -o %t.s
// RUN: FileCheck %s < %t.s
// RUN: %kpkeys-pku -O1 -S %s -o %t.s
// RUN: FileCheck %s < %t.s
// RUN: %kpkeys-pku -O2 -S %s -o %t.s
// RUN: FileCheck %s < %t.s
// RUN: %kpkeys-pku -O3 -S %s -o %t.s
// RUN: FileCheck %s < %t.s
// RUN: %kpkeys-pku -O2 -flto -c %s -o %t.bc
// RUN: llvm-dis %t.bc -o - | FileCheck %s --check-prefix=HIDDEN

typedef unsigned long uintptr_t;
struct __attribute__((kpkeys_protected("protected"))) rec {
  int a, b;
  char text[64];
};
char *scan(const char *, int);
#define ALIGN(p, a) ((void *)(((uintptr_t)(p) + (a)-1) & ~(uintptr_t)((a)-1)))

// CHECK-LABEL: {{^}}equal:
// CHECK: # kpkeys: enter
void equal(struct rec *x, int *q) {
  int *p = &x->b;
  if (p == q)
    *(int *)ALIGN(p, 8) = 1;
}
// CHECK-LABEL: {{^}}assumed:
// CHECK: # kpkeys: enter
void assumed(struct rec *x, int *q) {
  int *p = &x->b;
  __builtin_assume(p == q);
  *(int *)((uintptr_t)p & ~3ul) = 2;
}
static char *find(char *s, char *e, char wanted) {
  while (s != e && *s != wanted)
    s++;
  return s;
}
// CHECK-LABEL: {{^}}at_end:
// CHECK: # kpkeys: enter
void at_end(struct rec *x, char *e) {
  char *p = find(x->text, e, 'x');
  if (p == e)
    *(int *)ALIGN(p, 4) = 3;
}
// CHECK-LABEL: {{^}}skipped:
// CHECK: # kpkeys: enter
void skipped(struct rec *x, char *end) {
  char *p = x->text;
  while (p != end)
    p++;
  *(int *)((uintptr_t)p & ~7ul) = 4;
}
static char *skip(char *p, const char *end) {
  while (p != end)
    p++;
  return p;
}
// CHECK-LABEL: {{^}}skipped_by_call:
// CHECK: # kpkeys: enter
void skipped_by_call(struct rec *x, char *end) {
  *(int *)((uintptr_t)skip(x->text, end) & ~7ul) = 5;
}
// CHECK-LABEL: {{^}}padded:
// CHECK: # kpkeys: enter
// CHECK: # kpkeys: leave
// CHECK: # kpkeys: enter
void padded(struct rec *x) {
  char *p = x->text, *end = scan(x->text, 3);
  do
    *p++ = 0;
  while (p != end);
  scan(end, 4);
  *(int *)ALIGN(p, 4) = 6;
}
char pool[4096] __attribute__((aligned(4096))); // keyed by somebody else
// CHECK-LABEL: {{^}}first:
// CHECK: # kpkeys: enter
void first(struct rec *x) {
  int *p = &x->a;
  if (p == (int *)pool)
    *p = 7;
}
// CHECK-LABEL: {{^}}plain:
// CHECK: # kpkeys: enter
// HIDDEN-LABEL: @plain(
// HIDDEN-NOT: compared
// HIDDEN-LABEL: }
void plain(struct rec *x, int *q, int *end) {
  for (int *p = &x->a; p != end; p++)
    if (p != q)
      *p = 8;
}
