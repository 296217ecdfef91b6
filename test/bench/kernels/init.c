/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A large record is made ready: cleared, its name and limits set, its lists and
 * tables initialised. */
#include "harness/bench.h"
#include <string.h>

enum { LIMITS = 16, SLOTS = 32, NAME = 16 };

struct list {
  struct list *next, *prev;
};

struct __kpkeys_protected("cred") task {
  char name[NAME];
  int pid, parent, state, priority;
  struct list children, siblings;
  struct {
    unsigned long soft, hard;
  } limits[LIMITS];
  struct {
    int fd;
    unsigned flags;
  } slots[SLOTS];
  unsigned long statistics[32];
};

struct request {
  char name[NAME];
  int pid, parent;
  unsigned long limits[LIMITS];
};

UNMEASURED static void prepare(struct arena *a) {
  struct request *r = a->plain;
  *r = (struct request){.name = "benchmark", .pid = 42, .parent = 1};
  for (unsigned long i = 0; i < LIMITS; ++i)
    r->limits[i] = i * i;
}

void run(struct arena *a) {
  struct task *t = a->cred;
  const struct request *r = a->plain;
  GUARDED(cred) {
    memset(t, 0, sizeof *t);
    memcpy(t->name, r->name, NAME);
    t->pid = r->pid;
    t->parent = r->parent;
    t->state = 1;
    t->priority = r->parent == 1 ? 20 : 10;
    t->children.next = t->children.prev = &t->children;
    t->siblings.next = t->siblings.prev = &t->siblings;
    for (unsigned i = 0; i < LIMITS; ++i) {
      t->limits[i].soft = r->limits[i];
      t->limits[i].hard = r->limits[i] < 100 ? 100 : r->limits[i];
    }
    for (unsigned i = 0; i < SLOTS; ++i)
      t->slots[i].fd = -1;
  }
}

UNMEASURED static unsigned long check(const struct arena *a) {
  const struct task *t = a->cred;
  unsigned long sum = mix((unsigned long)t->pid, (unsigned long)t->priority);
  for (unsigned i = 0; i < NAME; ++i)
    sum = mix(sum, (unsigned char)t->name[i]);
  for (unsigned i = 0; i < LIMITS; ++i)
    sum = mix(mix(sum, t->limits[i].soft), t->limits[i].hard);
  for (unsigned i = 0; i < SLOTS; ++i)
    sum = mix(sum, (unsigned)t->slots[i].fd + t->slots[i].flags);
  return mix(sum, t->children.next == &t->children);
}

KERNEL;
