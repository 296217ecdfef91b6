/* Intent: notes say how a pointer came to where it leaves: where it was marked, if
 * that is another line, and through which clones it went. Of the copies of one
 * place that inlining makes one is reported. */
// RUN: %kpkeys-pku -O0 -c %s -o %t.o 2>&1 | FileCheck %s --implicit-check-not=warning: --implicit-check-not=note:
// RUN: %kpkeys-pku -O2 -c %s -o %t.o 2>&1 | FileCheck %s --implicit-check-not=warning: --implicit-check-not=note:
// RUN: %kpkeys-pku -O2 -flto -c %s -o %t.lto.o
// RUN: %kpkeys-link --target=x86_64-linux-gnu -shared -flto %t.lto.o -o %t.so 2>&1 | FileCheck %s --check-prefix=LINK
// RUN: %kpkeys-pku -O2 -Rpass-analysis=kpkeys -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=REMARKS
struct __attribute__((kpkeys_protected("protected"))) cred { int uid, v[8]; };
void unknown(int *p);
void unknown_long(long *p);

void one_line(struct cred *c) { unknown(&c->uid); }

void two_lines(struct cred *c) {
  int *p =
      &c->v[1];
  unknown(p);
}

static inline __attribute__((always_inline)) void inlined(int *p) {
  unknown_long((long *)p);
}
void a(struct cred *c) { inlined(c->v); }
void b(struct cred *c) { inlined(c->v + 2); }
void d(struct cred *c) { inlined(c->v + 4); }

static __attribute__((noinline)) void second(int *p, int n) {
  unknown(p + n);
}
static __attribute__((noinline)) void first(int n, int *p) {
  if (n)
    second(p, n);
}
void through_two(struct cred *c, int n) {
  first(n, c->v);
}

// A clone has the name of its original.
static __attribute__((noinline)) void more(int *p, int n, ...) {
  __builtin_va_list list;
  __builtin_va_start(list, n);
  *p = *__builtin_va_arg(list, int *);
  __builtin_va_end(list);
}
void to_clone(struct cred *c) { more(&c->v[3], 1, &c->v[4]); }
// CHECK: escape-path.c:13:{{[0-9]+}}: warning: {{.*}}is passed to 'unknown'
// CHECK: escape-path.c:18:{{[0-9]+}}: warning: {{.*}}is passed to 'unknown'
// CHECK: note: kpkeys: it is marked at {{.*}}escape-path.c:17:7
// CHECK: escape-path.c:22:{{[0-9]+}}: warning: {{.*}}is passed to 'unknown_long'
// CHECK: note: kpkeys: it is marked at {{.*}}escape-path.c:24:
// CHECK: escape-path.c:46:{{[0-9]+}}: warning: {{.*}}is passed to 'more'
// CHECK: escape-path.c:29:{{[0-9]+}}: warning: {{.*}}is passed to 'unknown'
// CHECK: note: kpkeys: it is passed to 'second' at {{.*}}escape-path.c:33:5
// CHECK: note: kpkeys: it is passed to 'first' at {{.*}}escape-path.c:36:3
// LINK: warning: {{.*}}escape-path.c:29:{{.*}}is passed to 'unknown'
// LINK: it is passed to 'second' at {{.*}}escape-path.c:33:5
// REMARKS-COUNT-3: escape-path.c:22:{{.*}}remark: escape (passed)
