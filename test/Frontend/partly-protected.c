/* Intent: a record that holds protected data without being protected itself:
 * writing it whole writes the protected part, and needs a window. */
// RUN: %kpkeys-pku -O1 -w -S %s -o - | FileCheck %s
struct part { int open; int shut __attribute__((kpkeys_protected("protected"))); int more[4]; };
struct inner { int a; } __attribute__((kpkeys_protected("protected")));
struct outer { int open; struct inner held; int more[4]; };

// CHECK-LABEL: member:
// CHECK: wrpkru
void member(struct part *p) { p->shut = 1; }
// CHECK-LABEL: member_inside:
// CHECK: wrpkru
void member_inside(struct outer *p) { p->held.a = 1; }
// CHECK-LABEL: open_member:
// CHECK-NOT: wrpkru
void open_member(struct part *p) { p->open = 1; }
// CHECK-LABEL: whole:
// CHECK: wrpkru
void whole(struct part *p, struct part *q) { *p = *q; }
// CHECK-LABEL: whole_outer:
// CHECK: wrpkru
void whole_outer(struct outer *p, struct outer *q) { *p = *q; }
// CHECK-LABEL: cleared:
// CHECK: wrpkru
void cleared(struct part *p) { __builtin_memset(p, 0, sizeof *p); }
