/* Intent: a pointer that asm is handed by an operand it writes as well, or as an
 * address, has a window, and so has one in a variable with a register of its own,
 * which it keeps. */
// RUN: %kpkeys-pku -Werror -O2 -S %s -o - | FileCheck %s
// RUN: %kpkeys-pku -O0 -S %s -o - | FileCheck %s
struct __attribute__((kpkeys_protected("protected"))) cred { int uid; };

// CHECK-LABEL: in_out:
// CHECK: kpkeys: enter
// CHECK: movl $2, (
// CHECK: kpkeys: leave
void in_out(struct cred *c) {
  __asm__ volatile("movl $2, (%0)" : "+r"(c) : : "memory");
}

// CHECK-LABEL: fixed:
// CHECK: kpkeys: enter
// CHECK: rep
// CHECK: kpkeys: leave
void fixed(struct cred *c, unsigned long n) {
  __asm__ volatile("rep stosq" : "+D"(c), "+c"(n) : "a"(0) : "memory");
}

// CHECK-LABEL: early:
// CHECK: kpkeys: enter
// CHECK: movl $3, (
// CHECK: kpkeys: leave
void early(int *p __attribute__((kpkeys_pointee("protected")))) {
  if (p)
    __asm__ volatile("movl $3, (%0)" : "+&r"(p) : : "memory");
}

// CHECK-LABEL: jumps:
// CHECK: kpkeys: enter
// CHECK: movl $4, (
// CHECK: kpkeys: leave
void jumps(struct cred *c) {
  __asm__ goto("movl $4, (%0)" : "+r"(c) : : "memory" : label);
label:;
}

// CHECK-LABEL: own_register:
// CHECK: kpkeys: enter
// CHECK: movl $5, (%r9)
// CHECK: kpkeys: leave
void own_register(struct cred *a) {
  register struct cred *c __asm__("r9") = a;
  __asm__ volatile("movl $5, (%0)" : : "r"(c) : "memory");
}

// CHECK-LABEL: only_computes:
// CHECK-NOT: kpkeys:
struct cred *only_computes(struct cred *c) {
  __asm__("add $4, %0" : "+r"(c));
  return c;
}

// CHECK-LABEL: address:
// CHECK: kpkeys: enter
// CHECK: movl $4, (
// CHECK: kpkeys: leave
void address(struct cred *c) {
  __asm__ volatile("movl $4, %0" : : "p"(&c->uid) : "memory");
}
