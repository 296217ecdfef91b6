/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Pointers into protected memory that lie in local variables and come out of
 * them by way of other pointers, of copies and of functions that only read.
 * Each write faults without a window. */
#include "kpkeys.h"
#include "kpkeys_rt.h"
#include <search.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct state {
  int a, b;
  char name[16];
  int numbers[8];
} __kpkeys_protected("protected");

struct option {
  const char *name;
  int *where;
};
struct cursor {
  char *at;
  int line;
};
struct number {
  uintptr_t address;
};
struct span {
  int *first;
  int length;
};

static void copied_elements(struct state *s) {
  struct option table[] = {{"a", &s->a}, {"b", &s->b}};
  for (struct option *e = table; e != table + 2; e++) {
    struct option copy = *e;
    *copy.where = 7;
  }
}

static void saved_and_put_back(struct state *s) {
  struct cursor here = {s->name, 1}, *cursor = &here;
  struct cursor saved = *cursor;
  cursor->at += 3;
  *saved.at = 'x';
  *cursor->at = 'y';
}

static void as_number(struct state *s) {
  struct number n = {(uintptr_t)&s->numbers[0]}, *p = &n;
  *(int *)p->address = 1;
  uintptr_t later = p->address + sizeof(int);
  *(int *)later = 2;
}

static void atomically(struct state *s) {
  int *p = &s->numbers[2], **pp = &p;
  *__atomic_load_n(pp, __ATOMIC_SEQ_CST) = 3;
}

__attribute__((pure, noinline, weak)) int *element(struct span *s, int i) {
  return s->first + i;
}
static void read_only_callee(struct state *s) {
  struct span span = {s->numbers, 8};
  *element(&span, 3) = 4;
}

static int differ(const void *a, const void *b) {
  (void)a;
  (void)b;
  return 1;
}
static void known_callees(struct state *s) {
  struct cursor from = {s->name + 1, 16}, to;
  memcpy(&to, &from, sizeof to);
  *to.at = 'z';
  int *p = &s->numbers[4], *table[4];
  size_t length = 0;
  lsearch(&p, table, &length, sizeof p, differ);
  *table[0] = 5;
}

int main(void) {
  if (kpkeys_init() != 0)
    return 1;
  struct state *s = kpkeys_alloc("protected", sizeof *s);
  copied_elements(s);
  saved_and_put_back(s);
  as_number(s);
  atomically(s);
  read_only_callee(s);
  known_callees(s);
  printf("%d %d %c%c%c %d %d %d %d %d\n", s->a, s->b, s->name[0], s->name[1],
         s->name[3], s->numbers[0], s->numbers[1], s->numbers[2], s->numbers[3],
         s->numbers[4]);
  return 0;
}
