// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: a parameter that is compared with another pointer is still followed
// where it is moved in more steps than are looked at.
// RUN: %kpkeys-pku -O1 -S %s -o - | FileCheck %s
// RUN: %kpkeys-pku -O2 -S %s -o - | FileCheck %s

typedef unsigned long uintptr_t;
struct __attribute__((kpkeys_protected("protected"))) rec {
  int a, b;
  char text[64];
};
#define ALIGN(p, a) ((void *)(((uintptr_t)(p) + (a)-1) & ~(uintptr_t)((a)-1)))
#define STEP while (*c++) p++;
#define STEPS(s) s s s s s s s s
static void along(char *p, char *q, const char *c) {
  STEPS(STEPS(STEP STEP)) STEPS(STEP)
  if (p == q)
    *(int *)ALIGN(p, 8) = 1;
}

// CHECK-LABEL: {{^}}from:
// CHECK: # kpkeys: enter
void from(struct rec *x, char *q, const char *c) { along(x->text, q, c); }
