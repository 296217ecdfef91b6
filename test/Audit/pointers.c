// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: a pointer to functions says what level its callers must hold, and what the
// loader or asm calls is called with no guard.
//
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -plugin-arg-kpkeys mode=audit -plugin-arg-kpkeys policy=%S/Inputs/policy.yaml -I%S/Inputs -I%include -fsyntax-only -verify %s
#include "guards.h"
#include "kpkeys.h"

__kpkeys_requires("cred") void required(struct cred *c) { c->uid = 1; }
typedef void required_fn(struct cred *) __kpkeys_requires("cred");
struct operations {
  required_fn *set, *reset;
} operations = {required, required};
void calls_by_table(struct cred *c, int how) { // expected-note 2 {{no call of 'calls_by_table' is seen}}
  operations.set(c); // expected-warning {{call of an indirect callee, which requires level 'cred', with no guard; it needs level 'cred'}}
  (how ? operations.set : operations.reset)(c); // expected-warning {{call of an indirect callee, which requires level 'cred', with no guard}} expected-note {{the path goes on at line}}
}
void calls_by_table_guarded(struct cred *c) {
  unsigned long old = set_level(LEVEL_CRED);
  operations.set(c); // expected-warning {{indirect-call}}
  restore_level(old);
}

// What the loader or asm calls is called with no guard, whatever is called through
// pointers of its type.
struct cred *the_cred;
__attribute__((constructor)) static void at_start(void) { // expected-note {{the address of 'at_start' is taken; it may be called where that is not seen}}
  the_cred->uid = 1; // expected-warning {{write to domain 'cred' with no guard}}
}
static void by_asm(void) { // expected-note {{the address of 'by_asm' is taken; it may be called where that is not seen}}
  the_cred->uid = 1; // expected-warning {{write to domain 'cred' with no guard}}
}
static void by_pointer(void) { the_cred->uid = 1; }
void (*pointer)(void) = by_pointer;
void calls_pointer(void) {
  unsigned long old = set_level(LEVEL_CRED);
  pointer(); // expected-warning {{indirect-call}}
  restore_level(old);
  __asm__ volatile("call %P0" : : "i"(by_asm));
}
