// Callers: one holds a guard, one holds none, one the wrong one.
#include "guards.h"
void set_uid(struct cred *c, int uid);
void set_gid(struct cred *c, int gid);
void set_entry(pte_t *p, unsigned long v);
void waits(void), resets(struct cred *c);
void nothing(void);
static void local(struct cred *c) { c->gid = 0; }
void guarded(struct cred *c) {
  unsigned long old = set_level(LEVEL_CRED);
  set_uid(c, 1);
  local(c);
  restore_level(old);
}
void forgotten(struct cred *c, int all) {
  if (all)
    set_gid(c, 1);
}
void wrong(pte_t *p) {
  unsigned long old = set_level(LEVEL_CRED);
  set_entry(p, 1);
  restore_level(old);
}
void batch(pte_t *p, struct cred *c) {
  lazy_begin();
  set_entry(p, 1);
  resets(c);
  waits();
  lazy_end();
}
void idle(void) {
  unsigned long old = set_level(LEVEL_CRED);
  nothing();
  restore_level(old);
}
