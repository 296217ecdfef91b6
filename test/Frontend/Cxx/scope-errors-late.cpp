// Intent: errors about levels in what is compiled at the end are reported, too:
// lambdas, and templates, once however often they are instantiated.
// RUN: %kpkeys_cc1 -x c++ -std=c++20 -plugin-arg-kpkeys policy=%inputs/policies/two-domains.yaml -I%include -fsyntax-only -verify %s
#include "kpkeys.h"
int in(int);

template <class T> int instantiated(T n) {
  goto inner; // expected-error {{this goto jumps into a kpkeys_scope}}
  kpkeys_scope("red") {
  inner:
    in(n);
  }
  kpkeys_scope("rde") in(n); // expected-error {{unknown level 'rde'}}
  return 0;
}
int uses = instantiated(1) + instantiated(2L);

void lambdas(int n) {
  auto l = []() __kpkeys_requires("red") {}; // expected-error {{'operator()' cannot have kpkeys_requires, because what a lambda is converted to does not say so; call a function that has it}}
  auto m = [](int n) {
    switch (n) {
      kpkeys_scope("red") {
      case 1: // expected-error {{this label lets its switch jump into a kpkeys_scope}}
        in(n);
      }
    }
  };
  m(n);
  l();
}
