// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: a call through a pointer that KCFI checks reaches functions of its type in
// the source; without KCFI, and where a function is not checked, LLVM's type decides.
//
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -fsanitize=kcfi -plugin-arg-kpkeys mode=audit -plugin-arg-kpkeys policy=%S/Inputs/policy.yaml -I%S/Inputs -fsyntax-only -verify %s
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -plugin-arg-kpkeys mode=audit -plugin-arg-kpkeys policy=%S/Inputs/policy.yaml -I%S/Inputs -fsyntax-only -verify=expected,plain %s
#include "guards.h"

struct a;
struct b;
static struct cred *the_cred;

// Each case has parameters of its own size.
static void told_apart(struct a *a) {
  the_cred->uid = 1; // plain-warning {{write to domain 'cred' with no guard}}
}
void (*for_a)(struct a *) = told_apart;
void (*for_b)(struct b *);
void calls_told_apart(struct b *b) { // plain-note {{no call of 'calls_told_apart' is seen}}
  for_b(b); // plain-note {{'calls_told_apart' calls through a pointer, which may be 'told_apart'}}
}

static void of_one_type(struct a *a, char n) {
  the_cred->uid = 1; // expected-warning {{write to domain 'cred' with no guard}}
}
void (*as_is)(struct a *, char) = of_one_type;
void calls_of_one_type(struct a *a) { // expected-note {{no call of 'calls_of_one_type' is seen}}
  as_is(a, 1); // expected-note {{'calls_of_one_type' calls through a pointer, which may be 'of_one_type'}}
}

static void not_checked(struct a *a, double n) {
  the_cred->uid = 1; // expected-warning {{write to domain 'cred' with no guard}}
}
void (*of_unchecked)(struct a *, double) = not_checked;
void (*of_other)(struct b *, double);
__attribute__((no_sanitize("kcfi"))) void calls_not_checked(struct b *b) { // expected-note {{no call of 'calls_not_checked' is seen}}
  of_other(b, 1); // expected-note {{'calls_not_checked' calls through a pointer, which may be 'not_checked'}}
}

// Linux's static_call: what is declared is a jump that asm makes.
extern void __SCT__set(struct a *, int), __SCT__reset(struct b *, int);
static void by_static_call(struct a *a, int n) {
  the_cred->uid = 1; // expected-warning {{write to domain 'cred' with no guard}}
}
struct key { void (*function)(struct a *, int); } set_key = {by_static_call};
static void by_other_static_call(struct b *b, int n) {
  the_cred->uid = 1; // plain-warning {{write to domain 'cred' with no guard}}
}
struct other_key { void (*function)(struct b *, int); } reset_key = {by_other_static_call};
void calls_static_call(struct a *a) { // expected-note {{no call of 'calls_static_call' is seen}} plain-note {{no call of 'calls_static_call' is seen}}
  __SCT__set(a, 1); // expected-note {{'calls_static_call' calls through a pointer, which may be 'by_static_call'}} plain-note {{'calls_static_call' calls through a pointer, which may be 'by_other_static_call'}}
}

// All of them with a guard, too.
void calls_guarded(struct a *a, struct b *b) {
  unsigned long old = set_level(LEVEL_CRED);
  for_a(a); // expected-warning {{indirect-call}}
  as_is(a, 1); // expected-warning {{indirect-call}}
  of_unchecked(a, 1); // expected-warning {{indirect-call}}
  __SCT__set(a, 1);
  __SCT__reset(b, 1);
  restore_level(old);
}
