/* Intent: an integer that still has an address's high bits is followed into and out
 * of functions of the file, and reported where it leaves; hashes, alignments and
 * differences are not. */
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -O0 -plugin-arg-kpkeys windows=per-access -Rpass=kpkeys -emit-obj -o %t.o -verify %s
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -O2 -plugin-arg-kpkeys windows=per-access -Rpass=kpkeys -emit-obj -o %t.o -verify %s
// RUN: not %kpkeys_cc1 -triple x86_64-linux-gnu -O2 -plugin-arg-kpkeys escape=error -emit-obj -o %t.o %s 2>&1 | FileCheck %s
// expected-note@*:* 0+ {{it is marked at}}
// expected-note@*:* 0+ {{it is passed to}}
typedef unsigned long word;
struct __attribute__((kpkeys_protected("protected"))) cred { int uid; };
struct plain { int x; };
void elsewhere(word);
extern word kept;

// CHECK: kpkeys: it is passed to 'deeper' at {{.*}}tagged-integers.c:[[@LINE+8]]
__attribute__((noinline)) static word flagged(struct cred *c) {
  return (word)c | 1;
}
__attribute__((noinline)) static void deeper(word v) { // expected-remark {{clone of 'deeper'}}
  elsewhere(v + 4); // expected-warning {{an integer computed from a pointer into domain 'protected' is passed to 'elsewhere', and writes through it get no window if it becomes a pointer again}}
}
void passes(struct cred *c) {
  deeper((word)c + 2);
}
void unflagged(struct cred *c) {
  *(int *)(flagged(c) & ~1ul) = 1; // expected-remark {{window at level}}
}
__attribute__((noinline)) static void sets(word v) { // expected-remark {{clone of 'sets'}}
  *(int *)(v & ~3ul) = 2; // expected-remark {{window at level}}
}
void set(struct cred *c, struct plain *p) {
  sets((word)c + 3);
  sets((word)p + 3);
}

void stored(struct cred *c) {
  kept = (word)c & ~7ul; // expected-warning {{an integer computed from a pointer into domain 'protected' is stored in memory}}
}
word returned(struct cred *c) {
  return (word)c ^ 5; // expected-warning {{an integer computed from a pointer into domain 'protected' is returned}}
}
word page(struct cred *c) {
  return (word)c & ~0xffful; // expected-warning {{is returned}}
}
word aligned(struct cred *c, word alignment) {
  return (word)c & -alignment; // expected-warning {{is returned}}
}
word chosen(struct cred *c, int flag) {
  word v = (word)c;
  if (flag)
    v |= 1;
  return v; // expected-warning {{is returned}}
}
__attribute__((kpkeys_escape("allow"))) word reviewed(struct cred *c) {
  return (word)c | 1;
}

word numbers(struct cred *c, struct cred *d, word n) {
  elsewhere((word)c & 7);
  elsewhere((word)c & (n - 1));
  elsewhere((word)c >> 4);
  elsewhere((word)c * 31);
  elsewhere((word)c - (word)d);
  elsewhere((word)c ^ (word)c >> 7);
  elsewhere(((word)c | (word)d) & 7);
  elsewhere((int)(word)c);
  elsewhere((word)c == n);
  return ((word)c >> 3) + 7;
}
// An integer that stays is followed, as ever.
void inside(struct cred *c) {
  word v = (word)c | 1;
  *(int *)(v - 1) = 1; // expected-remark {{window at level}}
}
