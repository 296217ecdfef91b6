// Intent: a static inline function that only an assumption calls is code that
// the plugin expects.
// RUN: %kpkeys_cc1 -std=c23 -triple x86_64-linux-gnu -O0 -emit-obj -o %t.o -verify %s
// RUN: %kpkeys_cc1 -std=c23 -triple x86_64-linux-gnu -O2 -emit-obj -o %t.o -verify %s
// expected-no-diagnostics
static inline __attribute__((pure)) int is_one(const int *p) { return *p == 1; }
int assumed(int *p) {
  __attribute__((assume(is_one(p))));
  return *p;
}
