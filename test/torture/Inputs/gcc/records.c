/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Lists, unions, bit-fields, copies and loops. Passes. */
#include <stdlib.h>

struct node {
  struct node *next;
  unsigned kind : 3, count : 13;
  union {
    int i;
    double d;
    char text[8];
  } as;
};

struct node pool[16], *head;
static int total;

static void push(struct node *n, int i) {
  n->next = head;
  n->kind = i & 7;
  n->as.i = i;
  head = n;
}

int main(void) {
  for (int i = 0; i < 16; i++)
    push(&pool[i], i);
  for (struct node *n = head; n; n = n->next) {
    n->count += n->kind;
    total += n->as.i;
  }
  if (total != 120 || head->count != 7)
    abort();
  struct node copy = *head;
  copy.as.d = 1.5;
  pool[0] = copy;
  if (pool[0].as.d != 1.5 || pool[0].next != &pool[14])
    abort();
  exit(0);
}
