/* Intent: a pointer that an atomic builtin stores where a pointer to the
 * protected type belongs is no escape; elsewhere it is. */
// RUN: %kpkeys-pku -O2 -S %s -o %t.s 2>&1 | FileCheck %s --allow-empty --implicit-check-not=warning
struct __attribute__((kpkeys_protected("protected"))) cred { int uid; };
struct cred *global, **slot;
_Atomic(struct cred *) atomic;
int *plain;
void *any;
union { struct cred *c; int *i; } *both;

void typed(struct cred *c) {
  __atomic_store_n(&global, c, 3);
  __atomic_exchange_n(slot, c, 5);
  struct cred *old = 0;
  __atomic_compare_exchange_n(&global, &old, c, 0, 5, 5);
  __c11_atomic_store(&atomic, c, 5);
  __sync_lock_test_and_set(&global, c);
  __sync_bool_compare_and_swap(slot, 0, c);
}

// CHECK: :[[@LINE+2]]:{{.*}}warning: {{.*}} is stored in memory
void untyped(struct cred *c) {
  __atomic_store_n(&plain, &c->uid, 3);
}
// CHECK: :[[@LINE+2]]:{{.*}}warning: {{.*}} is stored in memory
void untyped_sync(struct cred *c) {
  __sync_lock_test_and_set(&any, (void *)c);
}
// CHECK: :[[@LINE+2]]:{{.*}}warning: {{.*}} is stored in memory
void in_union(struct cred *c) {
  __atomic_store_n(&both->c, c, 3);
}
// CHECK: 3 warnings generated
