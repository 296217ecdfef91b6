/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Twelve fields of a credential are replaced at once. */
#include "harness/bench.h"

struct __kpkeys_protected("cred") cred {
  unsigned uid, gid, suid, sgid, euid, egid, fsuid, fsgid;
  unsigned securebits;
  unsigned long inheritable, permitted, effective;
};

/* The same, asked for by somebody and in ordinary memory. */
struct proposal {
  unsigned uid, gid, suid, sgid, euid, egid, fsuid, fsgid;
  unsigned securebits;
  unsigned long inheritable, permitted, effective;
};

UNMEASURED static void prepare(struct arena *a) {
  struct proposal *p = a->plain;
  *p = (struct proposal){1000, 1001, 1002, 1003, 1004, 1005,
                         1006, 1007, 0x2f, 1,    ~0ul, 0x3ffff};
}

void run(struct arena *a) {
  struct cred *c = a->cred;
  const struct proposal *p = a->plain;
  GUARDED(cred) {
    c->uid = p->uid;
    c->gid = p->gid;
    c->suid = p->suid;
    c->sgid = p->sgid;
    c->euid = p->euid;
    c->egid = p->egid;
    c->fsuid = p->fsuid;
    c->fsgid = p->fsgid;
    c->securebits = p->securebits & ~1u;
    c->inheritable = p->inheritable & p->permitted;
    c->permitted = p->permitted;
    c->effective = p->effective & p->permitted;
  }
}

UNMEASURED static unsigned long check(const struct arena *a) {
  const struct cred *c = a->cred;
  unsigned long sum = mix(c->uid, c->gid);
  sum = mix(mix(sum, c->suid), c->sgid);
  sum = mix(mix(sum, c->euid), c->egid);
  sum = mix(mix(sum, c->fsuid), c->fsgid);
  sum = mix(mix(sum, c->securebits), c->inheritable);
  return mix(mix(sum, c->permitted), c->effective);
}

KERNEL;
