/* Intent: an alias of a protected variable is in its domain, without an attribute
 * of its own, in any order; one of another variable is in none. */
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -O0 -plugin-arg-kpkeys windows=per-access -Rpass=kpkeys -emit-obj -o %t.o -verify %s
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -O2 -plugin-arg-kpkeys windows=per-access -Rpass=kpkeys -emit-obj -o %t.o -verify %s
int first __attribute__((kpkeys_protected("protected")));
int plain;
extern int second __attribute__((alias("first")));
extern int third __attribute__((alias("second")));
extern int other __attribute__((alias("plain")));
extern int before __attribute__((alias("behind")));
int behind __attribute__((kpkeys_protected("protected")));
__attribute__((noinline)) static void set(int *p) { // expected-remark 0-1 {{clone of 'set'}}
  *p = 1; // expected-remark 1-2 {{window at level}}
}
void passes(void) {
  set(&second);
  set(&third);
  set(&before);
  set(&other);
}
void direct(void) {
  second = 2; // expected-remark {{window at level}}
  third = 3;  // expected-remark {{window at level}}
  other = 4;
}
