/* Intent: writes inside types, through unions made by a cast, through a counter
 * found by its array, through a typedef that braces lose, and through a pointer
 * read as another type get windows or a warning; so do those by a cleanup function,
 * by asm, and through a pointer to const whose const is cast away further down; the
 * variable part of a call says nothing of what it points to. */
// RUN: %kpkeys-pku -O0 -Rpass=kpkeys -Wno-unevaluated-expression -c %s -o %t.o 2>&1 | FileCheck %s --implicit-check-not=warning: --implicit-check-not=remark:
// RUN: %kpkeys-pku -O2 -Rpass=kpkeys -Wno-unevaluated-expression -c %s -o %t.o 2>&1 | FileCheck %s --implicit-check-not=warning: --implicit-check-not=remark:

struct cred { int uid; unsigned n; int fam[] __attribute__((counted_by(n))); } __attribute__((kpkeys_protected("protected")));

int size(struct cred *c) { return sizeof(char[++c->uid]); } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
int pointer(struct cred *c, void *q) { char (*p)[++c->uid] = q; return sizeof(*p); } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
int cast(struct cred *c, void *q) { return sizeof(*(char (*)[++c->uid])q); } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
int named(struct cred *c) { typedef char T[++c->uid]; return sizeof(T); } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
int parameter(struct cred *c, int a[][++c->uid]) { return sizeof(a[0]); } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
int operand(struct cred *c, int n) { int a[n][n]; a[0][0] = 0; return sizeof(a[c->uid++]); } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
int type_of(struct cred *c) { __typeof__(char[++c->uid]) *p = 0; return sizeof(*p); } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
int once(struct cred *c) { char a[++c->uid]; a[0] = 1; return a[0]; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window at {{.*}}: 1 write in 1 instruction,
int not_evaluated(struct cred *c) { return sizeof(++c->uid); }

union either { int *i; struct cred *c; };
void take(union either);
void to_union(struct cred *c) { take((union either)c); } // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: kpkeys: a pointer into domain 'protected' is passed to 'take'
void to_local_union(struct cred *c) { union either e = (union either)c; *e.i = 1; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window

#if __has_builtin(__builtin_counted_by_ref)
#define COUNTER(c) __builtin_counted_by_ref((c)->fam)
#else
#define COUNTER(c) &(c)->n
#endif
void counter(struct cred *c) { *COUNTER(c) = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void selected(struct cred *c) { *_Generic(COUNTER(c), void *: (int *)0, default: COUNTER(c)) = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void chosen(struct cred *c) { *__builtin_choose_expr(1, COUNTER(c), 0) = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void in_statement(struct cred *c) { *({ COUNTER(c); }) = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void or_other(struct cred *c, unsigned *p) { *(COUNTER(c) ?: p) = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window

void any(int, ...);
int log_text(const char *, ...) __attribute__((format(printf, 1, 2)));
void variable_part(struct cred *c) {
  any(1, c); // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: kpkeys: a pointer into domain 'protected' is passed to 'any'
  log_text("%p", c);
}

void seen_at_once(struct cred **slot) { **(int **)slot = 1; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void passed_on(struct cred **slot) { int *p = ((int **)(void *)slot)[1]; *p = 1; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void kept(struct cred **slot) { int **p = (int **)slot; **p = 1; } // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: {{.*}}a pointer into domain 'protected' is made readable as 'int *'
void copied(struct cred *c) { int *p; __builtin_memcpy(&p, &c, sizeof p); *p = 1; } // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: {{.*}}a pointer into domain 'protected' is made readable as 'int *'
int only_read(struct cred **slot) { const int **p = (const int **)slot; void **q = (void **)slot; return **p + (*q == 0); }

static void clear(int **p) { **p = 0; }
void cleaned(struct cred *c) {
  int *p __attribute__((kpkeys_pointee("protected"), cleanup(clear))) = &c->uid;
  (void)p;
}
void asm_memory(struct cred *c) {
  int *p __attribute__((kpkeys_pointee("protected"))) = &c->uid;
  __asm__ volatile("" : : "m"(p) : "memory"); // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: {{.*}}inline asm is given a pointer into domain 'protected' in memory
}

typedef int guarded_int __attribute__((kpkeys_protected("protected")));
struct cursor { int *at; };
void in_braces(guarded_int *g) { struct cursor c = {g}; *c.at = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void in_array(guarded_int *g) { int *a[] = {[1] = g}; *a[1] = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void scalar(guarded_int *g) { int *p = {g}; *p = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void literal(guarded_int *g) { *(struct cursor){g}.at = *(int *){g} = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void to_one_of_two(guarded_int *g, int *n) { int **p = n ? &g : &n; **p = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: {{.*}}a pointer into domain 'protected' is made readable as 'int *'
void to_pointer(guarded_int *g) { int **p = &g; **p = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: {{.*}}a pointer into domain 'protected' is made readable as 'int *'

void elsewhere(const int *);
void further_down(const int *);
void promised(struct cred *c) {
  elsewhere(&c->uid);
  further_down(&c->uid); // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: {{.*}}a pointer to const into domain 'protected' gets to code further down that casts const away
  const int *p = &c->uid; // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: {{.*}}a pointer to const into domain 'protected' gets to code further down that casts const away
  further_down(p);
}
void further_down(const int *p) { *(int *)p = 1; }
static const int *given(const struct cred *c) {
  return &c->uid; // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: {{.*}}a pointer to const into domain 'protected' may be the result of 'given', whose const this file casts away
}
void given_result(struct cred *c) { *(int *)given(c) = 1; }
void *memcpy(void *, const void *, unsigned long);
void copied_const(struct cred *c) {
  const int *p = &c->uid;
  int *q;
  memcpy(&q, &p, sizeof q);
  *q = 1; // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
}
int pthread_setspecific(unsigned, const void *);
void kept_by_library(struct cred *c) { pthread_setspecific(0, &c->uid); } // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: kpkeys: a pointer into domain 'protected' is passed to 'pthread_setspecific', which keeps it
void kfree_sensitive(const void *);
void written_by_library(struct cred *c) { kfree_sensitive(&c->uid); } // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: kpkeys: a pointer into domain 'protected' is passed to 'kfree_sensitive'
