/* Intent: writes through pointers into a named address space get windows, the
 * address space is kept, and callees are followed with it; a variable there is
 * not placed, and the warning says so. */
// RUN: %kpkeys-pku -O0 -S -emit-llvm %s -o - 2>%t.err | FileCheck %s --implicit-check-not=addrspacecast
// RUN: FileCheck %s --check-prefix=WARN --implicit-check-not=warning: < %t.err
// RUN: %kpkeys-pku -O2 -c -w %s -o %t.o
// RUN: %kpkeys-pku -O1 -Xclang -disable-llvm-passes -S -emit-llvm -w %s -o %t.ll
// RUN: %opt-plain -passes=verify -disable-output %t.ll

#define DOMAIN __attribute__((kpkeys_protected("protected")))
struct rec { int a; } DOMAIN;

// CHECK-LABEL: define {{.*}}@direct(
// CHECK: enter protected
// CHECK: store i32 1, ptr addrspace(256)
// CHECK: leave protected
void direct(struct rec __seg_gs *r) { r->a = 1; }

// CHECK-LABEL: define {{.*}}@numbered(
// CHECK: enter protected
// CHECK: store i32 2, ptr addrspace(7)
// CHECK: leave protected
void numbered(struct rec __attribute__((address_space(7))) *r) { r->a = 2; }

static void helper(int __seg_gs *p) { *p = 3; }

// CHECK-LABEL: define {{.*}}@follows(
// CHECK: call void @helper.kpkeys.protected(
void follows(struct rec __seg_gs *r) { helper(&r->a); }

// WARN: [[#@LINE+1]]:14: warning: protected variable 'there' is in an address space of its own; the runtime does not key it
int __seg_gs there DOMAIN;
// CHECK-LABEL: define {{.*}}@variable(
// CHECK: enter protected
// CHECK: store i32 4, ptr addrspace(256)
// CHECK: leave protected
void variable(void) { there = 4; }

// CHECK: define internal void @helper.kpkeys.protected(
// CHECK: enter protected
// CHECK: store i32 3
// CHECK: leave protected
