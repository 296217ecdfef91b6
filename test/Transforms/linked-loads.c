/* Intent: a neighbour in a list of protected records has a window, in whatever
 * way the link to it was read. */
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-windows=per-access -O2 -S %s -o - | FileCheck %s
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-windows=per-access -O0 -S %s -o - | FileCheck %s
struct list { struct list *next, *prev; };
struct __attribute__((kpkeys_protected("protected"))) cred {
  int uid;
  struct list link;
};
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))

// CHECK-LABEL: volatile_load:
// CHECK: kpkeys: enter
// CHECK-LABEL: atomic_load:
// CHECK: kpkeys: enter
// CHECK-LABEL: exchanged:
// CHECK: kpkeys: leave
// CHECK: kpkeys: enter
// CHECK-LABEL: copied_pointer:
// CHECK: kpkeys: enter
// CHECK-LABEL: copied_link:
// CHECK: kpkeys: enter
// CHECK-LABEL: copied_record:
// CHECK: kpkeys: enter
// CHECK-LABEL: by_asm:
// CHECK: kpkeys: enter
// CHECK-LABEL: as_integer:
// CHECK: kpkeys: enter
void volatile_load(struct cred *c) {
  struct list *n = READ_ONCE(c->link.next);
  n->prev = n;
}
void atomic_load(struct cred *c) {
  struct list *n = __atomic_load_n(&c->link.next, 2);
  n->prev = n;
}
void exchanged(struct cred *c) {
  struct list *n = __atomic_exchange_n(&c->link.next, (struct list *)0, 5);
  n->prev = n;
}
void copied_pointer(struct cred *c) {
  struct list *n;
  __builtin_memcpy(&n, &c->link.next, sizeof n);
  n->prev = n;
}
void copied_link(struct cred *c) {
  struct list h = c->link;
  h.next->prev = h.next;
}
void copied_record(struct cred *c) {
  struct cred h = *c;
  h.link.next->prev = 0;
}
void by_asm(struct cred *c) {
  struct list *n;
  __asm__("movq %1, %0" : "=r"(n) : "m"(c->link.next));
  n->prev = n;
}
void as_integer(struct cred *c) {
  struct list *n = (void *)(*(unsigned long *)&c->link.next & ~1ul);
  n->prev = n;
}

// CHECK-LABEL: only_reads:
// CHECK-NOT: kpkeys:
int only_reads(struct cred *c) {
  struct list h = c->link;
  struct list *n;
  __builtin_memcpy(&n, &c->link.next, sizeof n);
  return h.next == h.prev || READ_ONCE(c->link.next) == n;
}
