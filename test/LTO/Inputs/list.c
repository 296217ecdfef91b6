/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "list.h"

void list_init(struct list *l) { l->next = l->prev = l; }

static void between(struct list *n, struct list *prev, struct list *next) {
  next->prev = n;
  n->next = next;
  n->prev = prev;
  prev->next = n;
}

void list_add(struct list *n, struct list *head) {
  between(n, head, head->next);
}

void set_flag(int *flag, int to) { *flag = to; }
