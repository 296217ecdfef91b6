// Intent: pointers and references to functions at a level in C++: members,
// constructors, lambdas, templates, new, default arguments; choices between
// lvalues, structured bindings, references to pointers, copies of arrays.
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

struct table {
  void (*one)() __kpkeys_requires("red");
  void (*two)() __kpkeys_requires("red");
  red_ptr more[2];
  void (*plain)();
};
// CHECK-LABEL: define {{.*}}lvalues
// CHECK-COUNT-12: = call {{.*}}ptr @__kpkeys_callee.red(ptr
// CHECK-NOT: call {{.*}}ptr @__kpkeys_callee
// CHECK-LABEL: }
void lvalues(table &t, table &u, int n) {
  (n ? t.one : t.two)();
  (++n, t.one)();
  (t.one ?: t.two)();
  (t.one = t.two)();
  ((++n, t.one) = n ? t.two : red)();
  (n ? t.more : u.more)[1]();
  (*(n ? t : u).more)();
  (+t.one)();
  __atomic_load_n(&t.one, __ATOMIC_RELAXED)();
  red_ptr &pointer = t.one, *const &end = nullptr;
  pointer();
  void (*const &said)() __kpkeys_requires("red") = n ? t.one : t.two;
  said();
  red_ptr (&array)[2] = t.more;
  array[1]();
  (n ? t.one : t.two) = red;
  pointer = red;
  (void)end;
}
// CHECK-LABEL: define {{.*}}bindings
// CHECK-COUNT-4: = call {{.*}}ptr @__kpkeys_callee.red(ptr
// CHECK-NOT: call {{.*}}ptr @__kpkeys_callee
// CHECK-LABEL: }
void bindings(table &t, int n) {
  auto [one, two, more, plain] = t;
  one();
  auto &[one_there, two_there, more_there, plain_there] = t;
  two_there();
  (n ? one : two_there)();
  more_there[1]();
  plain();
  plain_there = plain;
  two_there = one;
}
struct copied {
  copied();
  copied(const copied &) = default;
  copied(copied &&) = default;
  void (*said[2])() __kpkeys_requires("red");
  red_ptr typed[2][3];
};
copied copies(const copied &c) {
  copied made = c;
  auto by_copy = [typed = c] { typed.said[0](); };
  return static_cast<copied &&>(made);
}

// CHECK-LABEL: define {{.*}}braces
// CHECK-COUNT-2: = call {{.*}}ptr @__kpkeys_callee.red(ptr
// CHECK-NOT: call {{.*}}ptr @__kpkeys_callee
// CHECK-LABEL: }
void braces(int n) {
  void (*none)() __kpkeys_requires("red") = {};
  void (*said)() __kpkeys_requires("red"){red};
  none = {};
  if (n)
    none = said;
  none();
  said();
}
struct tuple {
  red_ptr f;
};
template <int> red_ptr get(const tuple &t) { return t.f; }
namespace std {
template <class> struct tuple_size;
template <int, class> struct tuple_element;
template <> struct tuple_size<tuple> {
  static constexpr int value = 1;
};
template <> struct tuple_element<0, tuple> {
#ifdef ERRORS
  using type = void (*)();
#else
  using type = red_ptr;
#endif
};
} // namespace std
#ifndef ERRORS
// CHECK-LABEL: define {{.*}}by_get
// CHECK: = call {{.*}}ptr @__kpkeys_callee.red(ptr
void by_get(tuple &t) {
  auto [f] = t;
  f();
}
#endif

#ifdef ERRORS
void by_get_errors(tuple &t) {
  auto [f] = t; // expected-error {{a pointer to functions that require level 'red'}}
  void (*said)() __kpkeys_requires("red"){plain}; // expected-error {{'plain' is for level 'default'}}
}
void variadic(int n, ...);
struct variadic_constructor {
  variadic_constructor(int n, ...);
};
void more_errors(table &t, int n, void (variadic_constructor::*method)(red_ptr, ...)) {
  void (*choice)() = n ? t.one : t.two; // expected-error 2{{a pointer to functions that require level 'red' goes to what does not say so}}
  void (*comma)() = (++n, t.one); // expected-error {{a pointer to functions that require level 'red'}}
  void (*element)() = *t.more; // expected-error {{a pointer to functions that require level 'red'}}
  void (*&reference)() = *t.more; // expected-error {{a pointer to functions that require level 'red'}}
  (n ? t.one : t.plain)(); // expected-error {{a pointer to functions for level 'default'}}
  (n ? t.one : t.two) = t.plain; // expected-error {{a pointer to functions for level 'default'}}
  red_ptr &other = t.plain; // expected-error {{a pointer to functions for level 'default'}}
  auto [one, two, more, plain] = t;
  t.plain = one; // expected-error {{a pointer to functions that require level 'red'}}
  two = plain; // expected-error {{a pointer to functions for level 'default'}}
  variadic(1, t.one); // expected-error {{a pointer to functions that require level 'red'}}
  variadic(1, t.plain, (void *)t.one);
  variadic_constructor made(1, t.one); // expected-error {{a pointer to functions that require level 'red'}}
  (made.*method)(t.one, t.two); // expected-error {{a pointer to functions that require level 'red'}}
}
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
