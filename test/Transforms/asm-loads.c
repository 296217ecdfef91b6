/* Intent: what asm takes out of protected memory is a value like one that is
 * loaded: its own type says where it leads, and a number is a number. */
// RUN: %kpkeys-pku -O2 -S %s -o - | FileCheck %s
// RUN: %kpkeys-pku -O0 -S %s -o - | FileCheck %s
struct item { int x; };
struct __attribute__((kpkeys_protected("protected"))) cred {
  int uid;
  struct item *item;
  unsigned long count;
};

// CHECK-LABEL: exchanged:
// CHECK: kpkeys: enter
// CHECK: xchgq
// CHECK: kpkeys: leave
// CHECK-NOT: kpkeys:
// CHECK-LABEL: counted:
void exchanged(struct cred *c, struct item *n) {
  __asm__ volatile("xchgq %0, %1" : "+r"(n), "+m"(c->item) : : "memory");
  n->x = 1;
}

// CHECK: kpkeys: enter
// CHECK: xaddq
// CHECK: kpkeys: leave
// CHECK-NOT: kpkeys:
void counted(struct cred *c, int *all) {
  unsigned long n = 1;
  __asm__ volatile("lock; xaddq %0, %1" : "+r"(n), "+m"(c->count) : : "memory");
  all[n] = 1;
}
