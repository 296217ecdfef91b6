/* Intent: a pointer that goes through an integer and comes back as a pointer whose
 * type says where it leads is no escape (rcu_assign_pointer); as another pointer it
 * is one, and writes through either get windows. */
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -O0 -Rpass=kpkeys -emit-obj -o %t.o -verify %s
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -O2 -Rpass=kpkeys -emit-obj -o %t.o -verify %s
// expected-note@*:* 0+ {{it is marked at}}
struct __attribute__((kpkeys_protected("protected"))) cred { int uid, gid; };
struct task { const struct cred *cred; int *uid; };
#define ASSIGN(p, v)                                                           \
  do {                                                                         \
    unsigned long assigned = (unsigned long)(v);                               \
    __atomic_store_n(&(p), (typeof(*(p)) *)(typeof(p))assigned,                \
                     __ATOMIC_RELEASE);                                        \
  } while (0)

void known(struct task *t, struct cred *c) {
  ASSIGN(t->cred, c);
}
struct kept { struct cred *_Atomic atomic; union { struct cred *c; int *i; } either; };
void values(struct kept *k, struct cred **slot, int **plain, struct cred *c) {
  __atomic_store_n(slot, c, __ATOMIC_RELEASE);
  (void)__atomic_exchange_n(slot, c, __ATOMIC_RELEASE);
  k->atomic = c;
  __c11_atomic_store(&k->atomic, c, __ATOMIC_RELEASE);
  __atomic_store_n(plain, &c->uid, __ATOMIC_RELEASE);  // expected-warning {{is stored in memory}}
  __atomic_store_n(&k->either.c, c, __ATOMIC_RELEASE); // expected-warning {{is stored in memory}}
}
void direct(struct task *t, struct cred *c) {
  t->cred = (struct cred *)(unsigned long)c;
}
void other_type(struct task *t, struct cred *c) {
  ASSIGN(t->uid, &c->uid); // expected-warning {{is stored in memory}}
}
void writes(struct cred *c) {
  unsigned long address = (unsigned long)c;
  ((struct cred *)address)->uid = 1; // expected-remark {{window at level}}
}
void writes_other(struct cred *c) {
  unsigned long address = (unsigned long)&c->gid;
  *(int *)address = 1; // expected-remark {{window at level}}
}
