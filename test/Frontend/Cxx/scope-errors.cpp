// Intent: what levels do not allow in C++ is an error.
// RUN: %kpkeys_cc1 -x c++ -std=c++20 -fcxx-exceptions -fexceptions -plugin-arg-kpkeys policy=%inputs/policies/two-domains.yaml -I%include -fsyntax-only -verify %s
#include "kpkeys.h"
int in(int);

struct thing {
  __kpkeys_level("red") thing(); // expected-error {{'thing' cannot have kpkeys_level, because parts of constructors and destructors stand outside of their bodies; give it to a function that they call}}
  __kpkeys_level("red") ~thing(); // expected-error {{'~thing' cannot have kpkeys_level, because parts of constructors}}
  virtual void f() __kpkeys_requires("red"); // expected-error {{'f' cannot have kpkeys_requires, because calls by the virtual table would not be at the level; let it call a function that has it}}
  __kpkeys_level("red") virtual void g();
  __kpkeys_requires("rde") void h(); // expected-error {{unknown level 'rde'}}
};
__kpkeys_level("red") int block(int n) try { // expected-error {{'block' cannot have a level, because its body is a function-try-block; put the try-block into the body}}
  return in(n);
} catch (...) {
  return 0;
}
int fine(int n) try {
  kpkeys_scope("red") return in(n);
} catch (...) {
  return 0;
}

namespace std {
template <class R, class...> struct coroutine_traits { using promise_type = typename R::promise_type; };
template <class = void> struct coroutine_handle {
  static coroutine_handle from_address(void *) noexcept;
  coroutine_handle() = default;
  template <class P> coroutine_handle(coroutine_handle<P>) noexcept;
};
struct suspend_never {
  bool await_ready() noexcept;
  void await_suspend(coroutine_handle<>) noexcept;
  void await_resume() noexcept;
};
} // namespace std
struct task {
  struct promise_type {
    task get_return_object();
    std::suspend_never initial_suspend();
    std::suspend_never final_suspend() noexcept;
    void return_void();
    void unhandled_exception();
  };
};
task coroutine(int n) {
  kpkeys_scope("red") in(n); // expected-error {{'coroutine' cannot have a kpkeys_scope, because a coroutine is left and entered again in the middle; call a function that has it}}
  co_return;
}
__kpkeys_level("red") task second(int n) { co_return; } // expected-error {{'second' cannot have a level, because a coroutine is left}}

template <class T> __kpkeys_level("edr") int attributed(T n) { return in(n); } // expected-error {{unknown level 'edr'}}
int attributed_uses = attributed(1) + attributed('a');
