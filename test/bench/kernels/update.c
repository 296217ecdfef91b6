/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Records are brought up to date: a field is written only if it differs, and
 * one record in four does. */
#include "harness/bench.h"

enum { RECORDS = 64 };

struct __kpkeys_protected("cred") record {
  unsigned uid, gid, mode;
  unsigned long version;
};

struct wanted {
  unsigned uid, gid, mode;
};

struct round {
  unsigned long number;
  struct wanted wanted[RECORDS];
};

UNMEASURED static void prepare(struct arena *a) {
  struct record *r = a->cred;
  struct round *now = a->plain;
  now->number = 0;
  for (unsigned i = 0; i < RECORDS; ++i) {
    now->wanted[i] = (struct wanted){i, i + 1, 0644};
    r[i] = (struct record){i, i + 1, 0644, 0};
  }
}

static inline void update(struct record *r, const struct wanted *w,
                          unsigned mode, unsigned long version) {
  GUARDED(cred) {
    if (r->uid != w->uid)
      r->uid = w->uid;
    if (r->gid != w->gid)
      r->gid = w->gid;
    if (r->mode != mode) {
      r->mode = mode;
      r->version = version;
    }
  }
}

void run(struct arena *a) {
  struct record *r = a->cred;
  struct round *now = a->plain;
  unsigned long number = ++now->number;
  for (unsigned i = 0; i < RECORDS; ++i) {
    /* Every fourth has another mode in each round. */
    unsigned mode =
        i % 4 == 0 ? 0600 + (unsigned)(number & 1) : now->wanted[i].mode;
    update(&r[i], &now->wanted[i], mode, number);
  }
}

UNMEASURED static unsigned long check(const struct arena *a) {
  const struct record *r = a->cred;
  unsigned long sum = 0;
  for (unsigned i = 0; i < RECORDS; ++i)
    sum = mix(mix(sum, r[i].mode), mix(r[i].version, r[i].uid + r[i].gid));
  return sum;
}

KERNEL;
