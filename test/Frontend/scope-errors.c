/* Intent: what a kpkeys_scope does not allow is an error where it stands. */
// RUN: %kpkeys_cc1 -plugin-arg-kpkeys policy=%inputs/policies/two-domains.yaml -fblocks -fopenmp -I%include -fsyntax-only -verify %s
// RUN: not %kpkeys -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -fblocks -I%include -S %s -o /dev/null 2>&1 | FileCheck %s
#include "kpkeys.h"
int in(int);
extern const char name[];

void names(void) {
  // CHECK: scope-errors.c:[[#@LINE+1]]:16: error: unknown level 'rde'; policy 'two-domains.yaml' has 'default', 'blue', 'red'
  kpkeys_scope("rde") in(1); // expected-error {{unknown level 'rde'; policy 'two-domains.yaml' has 'default', 'blue', 'red'}}
  kpkeys_scope(name) in(2);  // expected-error {{the level of a kpkeys_scope must be a string literal; policy 'two-domains.yaml' has 'default', 'blue', 'red'}}
  kpkeys_scope(0) in(3);     // expected-error {{the level of a kpkeys_scope must be a string literal}}
  kpkeys_scope("red") kpkeys_scope("blu") in(4); // expected-error {{unknown level 'blu'}}
}

void gotos(int n) {
  // CHECK: scope-errors.c:[[#@LINE+1]]:3: error: this goto jumps into a kpkeys_scope
  goto inner; // expected-error {{this goto jumps into a kpkeys_scope; a scope is entered at its beginning}}
  kpkeys_scope("red") {
  inner:
    in(1);
    if (n)
      goto second; // expected-error {{this goto jumps into a kpkeys_scope}}
    goto inner;
  }
  kpkeys_scope("red") {
  second:
    kpkeys_scope("blue") goto second;
  }
}

void labels(int n) {
  switch (n) {
  case 0:
    kpkeys_scope("red") {
    case 1: // expected-error {{this label lets its switch jump into a kpkeys_scope; put the switch into the scope, or scopes behind its labels}}
      in(1);
    default: // expected-error {{this label lets its switch jump into a kpkeys_scope}}
      in(2);
    }
  }
}

void computed(void *to) {
  kpkeys_scope("red") {
    goto *to; // expected-error {{this may jump into or out of a kpkeys_scope by the address of a label, or from asm, without a switch; use goto}}
  }
outer:
  in(*(char *)&&outer);
}

void computed_in(int n) {
  void *to = &&inner;
  goto *to; // expected-error {{this may jump into or out of a kpkeys_scope by the address of a label}}
  kpkeys_scope("red") {
  inner:
    in(n);
  }
}

void from_asm(void) {
  kpkeys_scope("red") {
    __asm__ goto("jmp %l0" : : : : out); // expected-error {{this may jump into or out of a kpkeys_scope by the address of a label, or from asm}}
    __asm__ goto("jmp %l0" : : : : stay);
  stay:
    in(1);
  }
out:
  in(2);
}

int tail(int n) {
  kpkeys_scope("red") {
    __attribute__((musttail)) return in(n); // expected-error {{musttail leaves no place for the end of the kpkeys_scope, or the function body at a level, that it is in}}
  }
}

__kpkeys_level("red") int tail_of_body(int n) {
  if (n)
    __attribute__((musttail)) return in(n); // expected-error {{musttail leaves no place}}
  return n;
}

void in_block(void) {
  void (^b)(void) = ^{
    goto inner; // expected-error {{this goto jumps into a kpkeys_scope}}
    kpkeys_scope("red") {
    inner:
      in(1);
    }
  };
  b();
}

void threads(void) {
  kpkeys_scope("red") {
#pragma omp parallel
    in(1); // expected-error {{an OpenMP region does not run at the level of the kpkeys_scope that it is in; put a scope into the region}}
  }
#pragma omp parallel
  kpkeys_scope("red") in(2);
}

__kpkeys_ignore void early(void) {
  kpkeys_scope("red") in(1); // expected-error {{'early' cannot have a kpkeys_scope, because it has kpkeys_ignore, and so no windows}}
}
