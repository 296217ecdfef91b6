/* Intent: a pointer whose bytes are read as an integer is followed, and reported
 * where a pointer to such integers is kept; an integer of two pointers' size keeps
 * both halves. */
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -O0 -plugin-arg-kpkeys windows=per-access -Rpass=kpkeys -emit-obj -o %t.o -verify %s
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -O2 -plugin-arg-kpkeys windows=per-access -Rpass=kpkeys -emit-obj -o %t.o -verify %s
// RUN: %kpkeys-pku -O0 -Xclang -disable-llvm-passes -S -emit-llvm -w %s -o - | FileCheck %s
// expected-note@*:* 0+ {{it is marked at}}
typedef unsigned long word;
struct list { struct list *next, *prev; };
struct __attribute__((kpkeys_protected("protected"))) cred { int uid; struct list link __attribute__((aligned(16))); };
void *memcpy(void *, const void *, word);
extern word kept;

void at_once(struct cred *c) {
  *(int *)*(word *)&c = 1; // expected-remark {{window at level}}
}
void volatile_read(struct cred *c) {
  *(int *)(*(volatile word *)&c & ~1ul) = 1; // expected-remark {{window at level}}
}
void in_memory(struct cred **slot) {
  *(int *)*(word *)slot = 1; // expected-remark {{window at level}}
}
void leaves(struct cred *c) {
  kept = *(word *)&c; // expected-warning {{is stored in memory}}
}
void later(struct cred *c) {
  word *p = (word *)&c; // expected-warning {{a pointer into domain 'protected' is made readable as 'word' (aka 'unsigned long'), and writes through that get no window}}
  *(int *)*p = 1;
}
void by_copy(struct cred *c) {
  word v;
  memcpy(&v, &c, sizeof v); // expected-warning {{is made readable as 'word'}}
  *(int *)v = 1;
}
unsigned hash(struct cred *c) {
  return *(unsigned *)&c * 31;
}
void writes(struct cred *c, word v) {
  *(word *)&c = v;
}
// CHECK-LABEL: define {{.*}}@both(
// CHECK-NOT: trunc i128
// CHECK: store i128
__int128 both(struct cred *c) {
  __int128 halves = *(__int128 *)&c->link;
  return halves >> 64 != 0;
}
