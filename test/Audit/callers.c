// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: a function that writes without a guard of its own is judged by its
// callers, the shortest way without one is told, and calls under the wrong guard
// are.
//
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -plugin-arg-kpkeys mode=audit -plugin-arg-kpkeys policy=%S/Inputs/policy.yaml -I%S/Inputs -I%include -fsyntax-only -verify %s
#include "guards.h"
#include "kpkeys.h"

static void always_guarded(struct cred *c) { c->uid = 1; }
void guards_it(struct cred *c) {
  unsigned long old = set_level(LEVEL_CRED);
  always_guarded(c);
  restore_level(old);
}

static void deep(struct cred *c) {
  c->uid = 1; // expected-warning {{write to domain 'cred' with no guard; it needs level 'cred' [unguarded]}}
}
static void middle(struct cred *c) {
  deep(c); // expected-note {{'middle' calls 'deep'}}
}
void top_guarded(struct cred *c) {
  unsigned long old = set_level(LEVEL_CRED);
  middle(c);
  restore_level(old);
}
void top(struct cred *c, int n) { // expected-note {{no call of 'top' is seen}}
  if (n) // expected-note {{the path goes on at line 30}}
    middle(c); // expected-note {{'top' calls 'middle'}}
}

static void any(struct cred *c) {
  c->uid = 1; // expected-note {{the write is here}}
}
void wrong_level(struct cred *c) {
  unsigned long old = set_level(LEVEL_PGTABLE);
  any(c); // expected-warning {{call of 'any', which has a write to domain 'cred', at level 'pgtable'; it needs level 'cred' [wrong-level]}}
  restore_level(old);
}

static void dropped(struct cred *c) {
  c->uid = 1; // expected-note {{the write is here}}
}
void drops(struct cred *c, pte_t *p) {
  unsigned long old = set_level(LEVEL_CRED), inner = set_level(LEVEL_PGTABLE);
  p->v = 1;
  dropped(c); // expected-warning {{call of 'dropped', which has a write to domain 'cred', at level 'pgtable', which dropped level 'cred' of the outer guard [dropped-level]}}
  restore_level(inner);
  restore_level(old);
}

static void taken(struct cred *c) { // expected-note {{the address of 'taken' is taken; it may be called where that is not seen}}
  c->uid = 1; // expected-warning {{with no guard}}
}
void (*const table[])(struct cred *) = {taken};
void calls_taken(struct cred *c) {
  unsigned long old = set_level(LEVEL_CRED);
  taken(c);
  restore_level(old);
}

static void recursive(struct cred *c, int n) {
  c->uid = n;
  if (n)
    recursive(c, n - 1);
}
void starts(struct cred *c) {
  unsigned long old = set_level(LEVEL_CRED);
  recursive(c, 3);
  restore_level(old);
}

// What the source says.
__kpkeys_requires("cred") void required(struct cred *c) { c->uid = 1; }
void calls_required(struct cred *c) { // expected-note {{no call of 'calls_required' is seen}}
  required(c); // expected-warning {{call of 'required', which requires level 'cred', with no guard; it needs level 'cred'}}
}
void calls_required_guarded(struct cred *c) {
  unsigned long old = set_level(LEVEL_CRED);
  required(c);
  restore_level(old);
}
static void early(struct cred *c) { c->uid = 1; }
__kpkeys_ignore void boot(struct cred *c) {
  c->gid = 1;
  early(c);
}

// Each call of a caller counts, each function that reaches a write is told.
static void set_uid(struct cred *c) {
  c->uid = 1; // expected-warning 2 {{write to domain 'cred' with no guard}}
}
static void set_both(struct cred *new, struct cred *old) {
  set_uid(new);
  set_uid(old); // expected-note {{'set_both' calls 'set_uid'}}
}
struct cred *prepares(struct cred *old) { // expected-note {{no call of 'prepares' is seen}}
  struct cred *new = prepare_cred();
  set_both(new, old); // expected-note {{'prepares' calls 'set_both'}}
  return protect_cred(new);
}
void sets_one(struct cred *c) { // expected-note {{no call of 'sets_one' is seen}}
  set_uid(c); // expected-note {{'sets_one' calls 'set_uid'}}
}

// Nobody calls these two but themselves.
static void in_circle(struct cred *c) {
  c->uid = 1; // expected-warning {{write to domain 'cred' with no guard}}
}
void second(struct cred *c, int n);
void first(struct cred *c, int n) { // expected-note {{'first' is called by none but functions that it calls}}
  in_circle(c); // expected-note {{'first' calls 'in_circle'}}
  if (n)
    second(c, n - 1);
}
void second(struct cred *c, int n) {
  if (n)
    first(c, n - 1);
}
void outside_circle(struct cred *c) {
  unsigned long old = set_level(LEVEL_CRED);
  in_circle(c);
  restore_level(old);
}

// A record on the caller's stack.
struct fault {
  pte_t *at;
  pte_t was;
};
static void fills(struct fault *f) { f->was = *f->at; }
unsigned long on_stack(pte_t *p) {
  struct fault f = {p};
  fills(&f);
  return f.was.v;
}

// What is called only where no clone for a marked pointer is.
static void sets_number(int *number, struct cred *c) {
  *number = 1;
  c->gid = 1;
}
static void passes_number(int *number, struct cred *c) { sets_number(number, c); }
void guards_number(struct cred *c) {
  unsigned long old = set_level(LEVEL_CRED);
  passes_number(&c->uid, c);
  restore_level(old);
}

// What ends the caller's guard, and then writes.
static void ends_and_writes(struct cred *c, unsigned long old) {
  c->uid = 1;
  restore_level(old);
  c->gid = 1; // expected-warning {{write to domain 'cred' with no guard}}
}
void ended_too_early(struct cred *c) { // expected-note {{no call of 'ended_too_early' is seen}}
  unsigned long old = set_level(LEVEL_CRED);
  ends_and_writes(c, old); // expected-note {{'ended_too_early' calls 'ends_and_writes', which ends its guard}}
}
static void sets(struct cred *c) {
  c->uid = 1; // expected-warning {{write to domain 'cred' with no guard}}
}
static void ends_and_calls(struct cred *c, unsigned long old) {
  restore_level(old);
  sets(c); // expected-note {{'ends_and_calls' calls 'sets'}}
}
void ended_before_call(struct cred *c) { // expected-note {{no call of 'ended_before_call' is seen}}
  unsigned long old = set_level(LEVEL_CRED);
  ends_and_calls(c, old); // expected-note {{'ended_before_call' calls 'ends_and_calls', which ends its guard}}
}
static void ends_inner(struct cred *c, unsigned long old) {
  restore_level(old);
  c->uid = 1;
}
void still_guarded(struct cred *c, pte_t *p) {
  unsigned long old = set_level(LEVEL_CRED), inner = set_level(LEVEL_PGTABLE);
  p->v = 1;
  ends_inner(c, inner);
  restore_level(old);
}
