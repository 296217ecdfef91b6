/* Intent: a function with kpkeys_ignore has no window, for records and for
 * protected variables, says nothing of what leaves, and is not inlined into one
 * with windows. What is inlined into it keeps its windows; a caller's marked
 * pointers are reported, not followed. */
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -plugin-arg-kpkeys windows=per-access -O0 -Rpass=kpkeys -emit-obj -o %t.o -verify %s
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -plugin-arg-kpkeys windows=per-access -O2 -Rpass=kpkeys -emit-obj -o %t.o -verify %s

struct record { int a; int b[4]; } __attribute__((kpkeys_protected("protected")));
#define IGNORE __attribute__((kpkeys_ignore))
struct record variable;
static int limit __attribute__((kpkeys_protected("protected")));
void unknown(int *);

IGNORE void early(struct record *r) {
  r->a = 1;
  *r = (struct record){0};
  variable.a = 2;
  limit = 3;
  __builtin_memset(&variable, 0, sizeof variable);
  unknown(&r->a);
  unknown(&limit);
}

static inline __attribute__((always_inline)) void ordinary(struct record *r) {
  r->b[1] = 4; // expected-remark {{window at level 'protected'}}
}
IGNORE void around(struct record *r) {
  r->a = 5;
  ordinary(r);
  r->b[2] = limit;
}

IGNORE static void once(int *p) { *p = 6; }
IGNORE static void typed(struct record *r) { r->a = 7; }
void caller(struct record *r) {
  once(&r->a); // expected-warning {{is passed to 'once'}}
  typed(r);
  r->b[3] = 8; // expected-remark {{window at level 'protected'}}
}
