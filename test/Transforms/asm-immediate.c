/* Intent: inline asm may write to a protected variable whose address it is
 * given as an immediate, though no pointer is marked. */
// RUN: %kpkeys-pku -O2 -S %s -o - | FileCheck %s
// RUN: %kpkeys-pku -O0 -S %s -o - | FileCheck %s
static int shut __attribute__((kpkeys_protected("protected")));
int get(void) { return shut; }

// CHECK-LABEL: {{^}}set_by_name:
// CHECK: wrpkru
// CHECK: movl $1, shut
// CHECK: wrpkru
// CHECK: retq
void set_by_name(void) {
  __asm__ volatile("movl $1, %c0(%%rip)" : : "i"(&shut) : "memory");
}
