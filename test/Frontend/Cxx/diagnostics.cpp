// Intent: what C++ adds to the checks of declarations.
// RUN: split-file %s %t
// RUN: %kpkeys_cc1 -x c++ -std=c++20 -plugin-arg-kpkeys policy=%inputs/policies/two-domains.yaml -fsyntax-only -verify %t/declarations.cpp
// RUN: %kpkeys_cc1 -x c++ -std=c++20 -plugin-arg-kpkeys policy=%inputs/policies/two-domains.yaml -fsyntax-only -verify %t/coroutine.cpp
// RUN: %kpkeys_cc1 -x c++ -std=c++20 -plugin-arg-kpkeys policy=%inputs/policies/two-domains.yaml -fsyntax-only -verify %t/template.cpp
// RUN: not %kpkeysxx -c %t/inline.cpp -o %t/inline.o 2>&1 | FileCheck %s
// RUN: not %kpkeysxx -fplugin-arg-kpkeys-policy=%inputs/policies/secret.yaml -c %t/plain.cpp -o %t/plain.o 2>&1 | FileCheck %s --check-prefix=SECRET
// SECRET: error: policy '{{.*}}' has a domain that the default level cannot read; reads get windows in C only
// CHECK: protected variable 'shared' may be defined in several objects
// CHECK: protected variable 'of<int>::member' may be defined in several objects

//--- declarations.cpp
struct __attribute__((kpkeys_protected("red"))) red { int a; };
struct __attribute__((kpkeys_protected("blue"))) blue { int a; };
struct both : red, blue {}; // expected-error {{conflicting domains: base class 'blue' is in domain 'blue', but what is derived from it is in domain 'red'}}
struct __attribute__((kpkeys_protected("blue"))) other : red {}; // expected-error {{conflicting domains: base class 'red' is in domain 'red', but what is derived from it is in domain 'blue'}}
struct derived : red { blue b; }; // expected-error {{conflicting domains: field 'b' is in domain 'blue', but what holds it is in domain 'red'}}

struct plain_class { int a; ~plain_class(); };
plain_class lives __attribute__((kpkeys_protected("red"))); // expected-warning {{protected variable 'lives' is constructed or destroyed by class 'plain_class', which is not protected, without a window}}
red global;
int &reference = global.a; // expected-warning {{the address of data in domain 'red' is stored by a static initializer}}
const int &promise = global.a;
red &typed = global;
struct __attribute__((kpkeys_protected("red"))) red_list { int items[4]; };
auto decays = [](red_list &l) { l.items[3] = 8; };
constexpr auto takes = [](red_list *l) { int *p = l->items; *p = 1; };
auto captures = [p = &global.a] { *p = 1; }; // expected-warning {{the address of data in domain 'red' is stored by a static initializer}}
int plain;
int &wrong __attribute__((kpkeys_protected("red"))) = plain; // expected-error {{kpkeys_protected is not for references; put it on what 'wrong' is bound to}}
struct holder {
  int &member __attribute__((kpkeys_protected("red"))); // expected-error {{kpkeys_protected is not for references; put it on what 'member' is bound to}}
};

namespace std {
template <class T> class vector { T *p; };
template <class T> class array { T p; };
} // namespace std
struct __attribute__((kpkeys_protected("red"))) keeper {
  std::vector<int> list; // expected-warning {{what member 'list' of type 'std::vector<int>' keeps on the heap is not protected; only the member itself is}}
  std::array<int> direct;
};
//--- template.cpp
struct __attribute__((kpkeys_protected("red"))) red { int a; };
typedef int red_int __attribute__((kpkeys_protected("red")));
template <class T> struct box { T *p; };
box<red> seen;
box<red_int> lost; // expected-warning {{template argument 'red_int' (aka 'int') is in domain 'red' by a typedef, which the template does not see}}
struct made { red *r = new red; }; // expected-error {{stands in a default argument or default member initializer that cannot get a window}}
void makes() { made m; }
//--- coroutine.cpp
namespace std {
template <class R, class... A> struct coroutine_traits {
  using promise_type = typename R::promise_type;
};
template <class P = void> struct coroutine_handle;
template <> struct coroutine_handle<void> {};
template <class P> struct coroutine_handle : coroutine_handle<> {
  static coroutine_handle from_address(void *) noexcept;
};
} // namespace std
struct always {
  bool await_ready() noexcept;
  void await_suspend(std::coroutine_handle<>) noexcept;
  void await_resume() noexcept;
};
struct task {
  struct promise_type {
    task get_return_object();
    always initial_suspend();
    always final_suspend() noexcept;
    void return_void();
    void unhandled_exception();
  };
};
struct __attribute__((kpkeys_protected("red"))) red { int a; };
task writes(red *r) { // expected-error {{coroutine 'writes' writes protected data, or lets a pointer to it out, which is not supported; do it in a function that it calls}}
  r->a = 1;
  co_return;
}
void function(red *r) { r->a = 1; }
task calls(red *r) {
  function(r);
  co_return;
}
//--- inline.cpp
struct __attribute__((kpkeys_protected("protected"))) record { int a; };
inline record shared;
template <class T> struct of { static record member; };
template <class T> record of<T>::member;
void write() { shared.a = 1; of<int>::member.a = 2; }
//--- plain.cpp
extern int plain __attribute__((kpkeys_protected("key")));
