/* Intent: a pointer in a variable whose address is kept comes back through
 * another pointer, by a load or an atomic exchange, and writes through it get a
 * window; a number read through a pointer is none, and asm may have it. */
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-escape=allow -O1 -S -emit-llvm %s -o - | FileCheck %s
struct rec { int fc, *sc, a[2]; } __attribute__((kpkeys_protected("protected")));
int **where(int **);

// CHECK-LABEL: define{{.*}} @exchange(
// CHECK: atomicrmw xchg
// CHECK: wrpkru
// CHECK: store i32 1
void exchange(struct rec *r) {
  int *p = r->a;
  int **pp = where(&p);
  int *old = __atomic_exchange_n(pp, (int *)0, __ATOMIC_SEQ_CST);
  *old = 1;
}

// CHECK-LABEL: define{{.*}} @compare(
// CHECK: cmpxchg
// CHECK: wrpkru
// CHECK: store i32 2
void compare(struct rec *r) {
  int *p = r->a;
  int **pp = where(&p);
  int *old = __sync_val_compare_and_swap(pp, r->a, (int *)0);
  *old = 2;
}

// CHECK-LABEL: define{{.*}} @number(
// CHECK-NOT: wrpkru
// CHECK: ret void
void number(struct rec *r) {
  int *p = r->a;
  int **pp = where(&p);
  int *other = pp[1];
  int n = *other;
  __asm__ volatile("" : : "r"(n));
}
