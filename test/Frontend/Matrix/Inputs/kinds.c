/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* One function for each kind of write in kinds.def, and the helpers they
 * use. Nothing here knows of keys.
 */
#define _GNU_SOURCE
#include "record.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NOINLINE __attribute__((noinline))
#define container_of(ptr, type, member)                                        \
  ((type *)((char *)(ptr) - offsetof(type, member)))
#define WRITE_ONCE(x, value) (*(volatile typeof(x) *)&(x) = (value))

/* Values that the optimizer cannot know. */
static volatile int five = 5;
static volatile size_t eight = 8;

static KEYED struct paged global;
static KEYED int tally[PAGE / sizeof(int)]
    __attribute__((aligned(PAGE))) DOMAIN;
static const char text[] = "protected";

static inline void list_add(struct node *n, struct node *head) {
  n->next = head->next;
  n->prev = head;
  head->next->prev = n;
  head->next = n;
}
static NOINLINE void list_add_far(struct node *n, struct node *head) {
  n->next = head->next;
  n->prev = head;
  head->next->prev = n;
  head->next = n;
}
static NOINLINE void list_del_far(struct node *n) {
  n->prev->next = n->next;
  n->next->prev = n->prev;
}
static inline void list_del(struct node *n) {
  n->prev->next = n->next;
  n->next->prev = n->prev;
}
static NOINLINE void out_parameter(int *out, int value) { *out = value; }
static NOINLINE void set_record(struct rec *r, int value) { r->a = value; }
static NOINLINE void fill_bytes(void *to, int value, size_t n) {
  for (char *p = to; n--;)
    *p++ = (char)value;
}
static NOINLINE int *slot_of(struct rec *r, int i) { return &r->array[i]; }
static NOINLINE void count_down(int *p, int n) {
  *p += 1;
  if (n > 1)
    count_down(p, n - 1);
}
static NOINLINE struct point make_point(int x, int y) {
  return (struct point){x, y};
}
static NOINLINE struct rec make_record(int a) {
  struct rec r;
  memset(&r, 0, sizeof r);
  r.a = a;
  return r;
}
struct holder {
  int *where;
  int other;
};
struct chain {
  int *where;
  struct chain *next;
};
struct triple {
  int i[3];
};
static NOINLINE void set_held(struct holder h) { *h.where = h.other; }
static NOINLINE void set_both(int *p, int *q) {
  *p = 5;
  *q = 5;
}
static NOINLINE void set_one(int *p, int *q, int first) {
  *(first ? p : q) = 5;
}
static NOINLINE void unlink_inside(struct node *n) {
  n->next->prev = n->prev;
  n->prev->next = n->next;
}
static NOINLINE char *skip_spaces(char *p) {
  while (*p == ' ')
    p++;
  return p;
}
static NOINLINE int *without_const(const int *p) { return (int *)p; }
static NOINLINE void set_other(struct header *h, int to) { h->other = to; }
static NOINLINE void set_counters(counters_t c) { c[1] = 5; }
static NOINLINE char *find_end(const char *s) { return strchr(s, 0); }
static NOINLINE void write_const(const int *p) { *(int *)p = 5; }
static NOINLINE void write_const_on(const int *p) { write_const(p); }
static NOINLINE void each(const int *p, int n, void (*visit)(const int *)) {
  for (int i = 0; i < n; i++)
    visit(p + i);
}
static NOINLINE void *without_const_by_union(const void *p) {
  union {
    const void *c;
    void *v;
  } u = {p};
  return u.v;
}
static int all_equal(const void *a, const void *b) {
  (void)a, (void)b;
  return 0;
}

#define KIND(NAME, CHECK, ...)                                                 \
  static NOINLINE void write_##NAME(struct rec *r) { __VA_ARGS__ }             \
  static int check_##NAME(const struct rec *r) {                               \
    (void)r;                                                                   \
    return CHECK;                                                              \
  }
#include "kinds.def"
#undef KIND

const struct kind kinds[] = {
#define KIND(NAME, CHECK, ...) {#NAME, write_##NAME, check_##NAME},
#include "kinds.def"
};
const unsigned num_kinds = sizeof kinds / sizeof *kinds;
