/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A kernel for the benchmark; the others like it have one fault each. */
#include "harness/bench.h"

struct __kpkeys_protected("cred") cred {
  unsigned uid;
};

UNMEASURED static void prepare(struct arena *a) {
  struct cred *c = a->cred;
  c->uid = 1;
}

#if defined(DIFFERS) && GUARDS_KIND(GUARDS) == GUARDS_hand
enum { UID = 3 };
#else
enum { UID = 2 };
#endif

void run(struct arena *a) {
#ifdef HARMLESS
  *(unsigned *)a->plain = UID;
#else
  struct cred *c = a->cred;
#ifndef UNGUARDED
  GUARDED(cred)
#endif
  c->uid = UID;
#endif
}

UNMEASURED static unsigned long check(const struct arena *a) {
  const struct cred *c = a->cred;
  return c->uid;
}

KERNEL;
