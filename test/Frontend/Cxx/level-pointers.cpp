// Intent: pointers and references to functions at a level in C++: members,
// constructors, lambdas, templates, new, default arguments.
// RUN: %kpkeys_cc1 -x c++ -std=c++20 -DERRORS -plugin-arg-kpkeys policy=%inputs/policies/two-domains.yaml -I%include -fsyntax-only -verify %s
// RUN: %kpkeysxx-pku -std=c++17 -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -I%include -O0 -S -emit-llvm -Xclang -disable-llvm-passes %s -o - | FileCheck %s
#include "kpkeys.h"
typedef void red_fn() __kpkeys_requires("red");
typedef void (*red_ptr)() __kpkeys_requires("red");
void red() __kpkeys_requires("red");
void plain();
extern int (*counter)() __kpkeys_requires("red");

struct holder {
  int count = counter();
  red_ptr p = red;
  void (*q)() __kpkeys_requires("red");
  explicit holder(red_ptr q) : q(q) {}
  void operator()(red_ptr f) const { f(); }
  static void stat() __kpkeys_requires("red");
  void method() __kpkeys_requires("red");
};
inline void defaulted(red_ptr f = red) { f(); }
template <void (*F)()> void by_argument() { F(); }
template <class T> void by_type(T f) { f(); }

// CHECK-LABEL: define {{.*}}calls
// CHECK-COUNT-4: = call {{.*}}ptr @__kpkeys_callee.red(ptr
// CHECK-NOT: call {{.*}}ptr @__kpkeys_callee
// CHECK-LABEL: }
void calls(holder &h) {
  h.p();
  (*h.q)();
  red_fn &reference = red;
  reference();
  red_ptr *made = new red_ptr(red);
  (*made)();
  delete made;
  holder::stat();
  h.method();
  h(red);
  defaulted();
  by_argument<red>();
  holder other(red);
  auto by_copy = [p = h.p]() { (void)p; };
  by_copy();
}
// CHECK-LABEL: define {{.*}}holderclEPFvvE
// CHECK: = call {{.*}}ptr @__kpkeys_callee.red(ptr
// CHECK-LABEL: define {{.*}}defaulted
// CHECK: = call {{.*}}ptr @__kpkeys_callee.red(ptr
// CHECK-LABEL: define {{.*}}by_argument
// CHECK-NOT: @__kpkeys_callee
// CHECK: ret void
// CHECK-LABEL: define {{.*}}holderC{{[12]}}E
// CHECK: = call {{.*}}ptr @__kpkeys_callee.red(ptr
// CHECK-NOT: = call {{.*}}ptr @__kpkeys_callee
// CHECK: ret void

#ifdef ERRORS
void errors(holder &h) {
  void (&reference)() = red; // expected-error {{'red' requires level 'red'}}
  red_fn &other = plain; // expected-error {{'plain' is for level 'default'}}
  holder made(plain); // expected-error {{'plain' is for level 'default'}}
  h(plain); // expected-error {{'plain' is for level 'default'}}
  auto *unsaid = red; // expected-error {{'red' requires level 'red'}}
  void (*stat)() = &holder::stat; // expected-error {{'stat' requires level 'red'}}
  void (holder::*member)() = &holder::method; // expected-error {{'method' requires level 'red'}}
  by_type(red); // expected-error {{'red' requires level 'red'}}
  by_type(static_cast<void (*)()>(red));
  reference();
  other();
  unsaid();
  stat();
  (h.*member)();
}
#endif
