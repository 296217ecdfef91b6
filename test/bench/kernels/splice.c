/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* All members of one group join another: a list is spliced into a second one.
 * Groups change roles, so that there is always something to splice. */
#include "harness/bench.h"

struct list {
  struct list *next, *prev;
};

struct __kpkeys_protected("cred") task {
  struct list link;
  int id;
};

struct __kpkeys_protected("cred") group {
  struct list tasks;
  int count;
};

enum { TASKS = 16 };

struct world {
  struct group from, to;
  struct task tasks[TASKS];
};

UNMEASURED static void append(struct list *item, struct list *head) {
  item->prev = head->prev;
  item->next = head;
  head->prev->next = item;
  head->prev = item;
}

UNMEASURED static void prepare(struct arena *a) {
  struct world *w = a->cred;
  w->from = (struct group){{&w->from.tasks, &w->from.tasks}, TASKS};
  w->to = (struct group){{&w->to.tasks, &w->to.tasks}, 0};
  for (int i = 0; i < TASKS; ++i) {
    w->tasks[i].id = i;
    append(&w->tasks[i].link, &w->from.tasks);
  }
}

/* Behind the head, and the old list is empty then. */
static inline void splice(struct list *list, struct list *head) {
  struct list *first = list->next, *last = list->prev, *at = head->next;
  first->prev = head;
  head->next = first;
  last->next = at;
  at->prev = last;
  list->next = list->prev = list;
}

static void join(struct group *from, struct group *to) {
  GUARDED(cred) {
    if (from->tasks.next != &from->tasks) {
      splice(&from->tasks, &to->tasks);
      to->count += from->count;
      from->count = 0;
    }
  }
}

void run(struct arena *a) {
  struct world *w = a->cred;
  join(&w->from, &w->to);
  join(&w->to, &w->from);
}

UNMEASURED static unsigned long check(const struct arena *a) {
  const struct world *w = a->cred;
  unsigned long sum =
      mix((unsigned long)w->from.count, (unsigned long)w->to.count);
  for (const struct list *l = w->from.tasks.next; l != &w->from.tasks;
       l = l->next)
    sum = mix(sum, (unsigned long)((const struct task *)l)->id);
  return sum;
}

KERNEL;
