// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: guards of credentials that were publicly forgotten, in reduced form, are
// found, and each twin with the guard in place is quiet:
//   a queue of callbacks that lie in protected objects, one of whose functions
//   writes to the last of them with no guard;
//   a copy that was made to be changed, returned in place of the protected one.
//
// RUN: %kpkeys_cc1 -triple aarch64-linux-gnu -plugin-arg-kpkeys mode=audit -plugin-arg-kpkeys policy=%S/Inputs/policy.yaml -I%S/Inputs -fsyntax-only -verify -verify-ignore-unexpected=note %s
#include "guards.h"

// ---- the queue: its links lie in credentials
struct queue {
  struct cred *head;
  struct cred **tail; // the last one's link, or head
  long length;
};
static void enqueue(struct queue *q, struct cred *c) {
  unsigned long old = set_level(LEVEL_CRED);
  c->next = 0;
  *q->tail = c;
  restore_level(old);
  q->tail = &c->next; // expected-warning {{a pointer into domain 'cred' is stored in memory}}
  q->length++;
}
static struct cred *last(struct queue *q) {
  struct cred *c = q->head;
  while (c && c->next)
    c = c->next;
  return c;
}
int entrain(struct queue *q, struct cred *c) {
  struct cred *at = last(q);
  if (!at)
    return 0;
  c->next = 0;  // expected-warning {{write to domain 'cred' with no guard; it needs level 'cred' [unguarded]}}
  at->next = c; // expected-warning {{write to domain 'cred' with no guard; it needs level 'cred' [unguarded]}}
  return 1;
}
int entrain_twin(struct queue *q, struct cred *c) {
  struct cred *at = last(q);
  if (!at)
    return 0;
  unsigned long old = set_level(LEVEL_CRED);
  c->next = 0;
  at->next = c;
  restore_level(old);
  return 1;
}
void start(struct queue *q, struct cred *c) { enqueue(q, c); }

// ---- the copy
struct cred *override_creds(struct cred *new);
void keep(const struct cred *used);
struct cred *prepare_creation(int uid) {
  struct cred *copy = prepare_cred(), *used;
  if (!copy)
    return 0;
  copy->uid = uid;
  used = protect_cred(copy);
  keep(used);
  return copy; // expected-warning {{an object of domain 'cred' from 'prepare_cred' is returned after it was committed: this is the unprotected copy, the protected object is what the commit returned [uncommitted]}}
}
struct cred *prepare_creation_twin(int uid) {
  struct cred *copy = prepare_cred(), *used;
  if (!copy)
    return 0;
  copy->uid = uid;
  used = protect_cred(copy);
  keep(used);
  return used;
}
struct cred *setup(int uid) {
  struct cred *copy = prepare_cred();
  if (!copy)
    return 0;
  copy->uid = uid;
  return copy; // expected-warning {{is returned and was not committed}}
}
struct cred *setup_twin(int uid) {
  struct cred *copy = prepare_cred();
  if (!copy)
    return 0;
  copy->uid = uid;
  return protect_cred(copy);
}
