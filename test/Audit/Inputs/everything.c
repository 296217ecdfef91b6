// What an audit must not change: globals in a domain, scopes, requirements, casts,
// bit-fields, whole records, asm and library calls.
#include "guards.h"
#include "kpkeys.h"
struct __kpkeys_protected("cred") bits {
  unsigned a : 3, b : 29;
  _Alignas(32) char text[64];
};
struct cred root = {1, 2, 0}, many[4];
static struct bits fields;
static pte_t table[512];
pte_t *entry(int i) { return &table[i]; }
void fill(int i, pte_t v) {
  table[3] = v;
  table[i].v = (unsigned long)&table[i];
  many[1] = root;
  root.uid++;
  fields.a = i;
  fields.b |= 5;
  __builtin_memset(fields.text, 0, sizeof fields.text);
  __builtin_strcpy(fields.text, "text");
  __asm__ volatile("nop" : "+m"(many[2].uid));
  __asm__ volatile("nop" : "+m"(table[i]));
  __atomic_store_n(&root.gid, i, __ATOMIC_RELEASE);
}
static inline void add(struct cred **at, struct cred *new) { *at = new; }
void scopes(struct cred *c) {
  kpkeys_scope("cred") {
    c->uid = 1;
    add(&c->next, c);
  }
  __attribute__((cleanup(pgtable_guard_exit))) struct pgtable_guard g;
  pgtable_guard_init(&g);
  table[1].v = 1;
}
__kpkeys_level("cred") void level(struct cred *c) { c->uid = 1; }
__kpkeys_requires("cred") void required(struct cred *c) { *c = root; }
int local(void) {
  struct cred on_stack = root;
  struct cred *p = &on_stack;
  p->uid = 3;
  return p->uid + sizeof(many[0]) + __builtin_constant_p(root.uid) +
         (int)__builtin_object_size(&many[1].gid, 1);
}
