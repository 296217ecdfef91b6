// What the tests of kpkeys-report compile; they know its line numbers.
#include <kpkeys.h>

void audit_log(const char *what, int id);
void notify(int *place);

struct cred {
  int usage;
  int uid, gid, euid;
  unsigned long capabilities;
  long last_used;
} __kpkeys_protected("red");

struct table {
  unsigned long entry[512];
} __kpkeys_protected("blue");

int limit __kpkeys_protected("red") = 1;

int change_user(struct cred *c, int uid) {
  c->uid = uid;
  audit_log("uid", uid);
  c->euid = uid;
  if (uid == 0)
    c->capabilities = ~0ul;
#ifdef MORE
  audit_log("capabilities", uid);
  c->gid = uid;
#endif
  return 1;
}

#ifndef MORE
void publish(struct cred *c) { notify(&c->uid); }
#endif

void touch(struct cred *c, long now) { c->last_used = now; }

void map(struct table *t, struct cred *c, int *plain) {
  kpkeys_scope("blue") {
    plain[0] = 1;
    c->usage = 1;
    plain[1] = 2;
    t->entry[0] = 1;
  }
}

void set_limit(int value) { limit = value; }
