// Functions that rely on their callers' guards.
#include "guards.h"
void set_uid(struct cred *c, int uid) { c->uid = uid; }
void set_gid(struct cred *c, int gid) { c->gid = gid; }
void set_entry(pte_t *p, unsigned long v) { p->v = v; }
void waits(void) { schedule(); }
static void local(struct cred *c) { c->uid = 0; }
void resets(struct cred *c) {
  unsigned long old = set_level(LEVEL_CRED);
  local(c);
  restore_level(old);
}
