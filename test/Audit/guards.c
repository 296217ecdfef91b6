// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: guards that hold nothing, are left open, have no constant level, or are
// held over what may sleep, is not known, or enters another level, are reported;
// scopes, conditions, batches and wrappers are understood.
//
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -plugin-arg-kpkeys mode=audit -plugin-arg-kpkeys policy=%S/Inputs/policy.yaml -I%S/Inputs -fsyntax-only -verify -verify-ignore-unexpected=note %s
#include "guards.h"

void idle(void) {
  unsigned long old = set_level(LEVEL_CRED); // expected-warning {{the guard of 'set_level' at level 'cred' holds no protected write [idle-guard]}}
  restore_level(old);
}
void unknown(void);
void perhaps_idle(void) {
  unsigned long old = set_level(LEVEL_CRED);
  unknown();
  restore_level(old);
}

void left_open(struct cred *c, int error) {
  unsigned long old = set_level(LEVEL_CRED); // expected-warning {{the guard of 'set_level' is open where 'left_open' returns; if callers end it, list 'left_open' in the policy [unbalanced]}}
  c->uid = 1;
  if (error)
    return;
  restore_level(old);
}

void any_level(struct cred *c, int level) {
  unsigned long old = set_level(level); // expected-warning {{the level that 'set_level' enters is not a constant; no write counts as guarded by it [unknown-level]}}
  c->uid = 1; // expected-warning {{write to domain 'cred' at level '<unknown>'; it needs level 'cred' [wrong-level]}}
  restore_level(old);
}

void sleeping(struct cred *c) {
  unsigned long old = set_level(LEVEL_CRED);
  c->uid = 1;
  schedule(); // expected-warning {{call of 'schedule', which may sleep, under a guard at level 'cred' [sleeps]}}
  restore_level(old);
  schedule();
}
static void waits(void) { schedule(); }
void sleeping_deep(struct cred *c) {
  unsigned long old = set_level(LEVEL_CRED);
  c->uid = 1;
  waits(); // expected-warning {{call of 'waits' under a guard at level 'cred' may sleep in 'schedule' [sleeps]}}
  restore_level(old);
}

void indirect(struct cred *c, void (*f)(void)) {
  unsigned long old = set_level(LEVEL_CRED);
  c->uid = 1;
  f(); // expected-warning {{call through a pointer under a guard at level 'cred' [indirect-call]}}
  restore_level(old);
  f();
}

static void sets_cred(struct cred *c) {
  unsigned long old = set_level(LEVEL_CRED);
  c->uid = 1;
  restore_level(old);
}
void enters_other(pte_t *p, struct cred *c) {
  unsigned long old = set_level(LEVEL_PGTABLE);
  p->v = 1;
  sets_cred(c); // expected-warning {{call of 'sets_cred' under a guard at level 'pgtable' may enter level 'cred', which drops the permission until it ends [nested-level]}}
  restore_level(old);
  sets_cred(c);
}

// Objects of a scope.
void scoped(pte_t *p, int early) {
  __attribute__((cleanup(pgtable_guard_exit))) struct pgtable_guard g;
  pgtable_guard_init(&g);
  p[0].v = 1;
  if (early)
    return;
  p[1].v = 1;
}
void scoped_late(pte_t *p) {
  {
    __attribute__((cleanup(pgtable_guard_exit))) struct pgtable_guard g;
    pgtable_guard_init(&g);
    p[0].v = 1;
  }
  p[1].v = 1; // expected-warning {{with no guard}}
}

// Conditions.
void conditional(struct cred *c) {
  if (!try_cred())
    return;
  c->uid = 1;
  lock_cred();
}
void conditional_wrong(struct cred *c) {
  if (try_cred())
    lock_cred(); // expected-warning@-1 {{idle-guard}}
  else
    c->uid = 1; // expected-warning {{write to domain 'cred' with no guard}}
}
void remembered(struct cred *c, int needed) {
  int held = 0;
  if (needed && try_cred())
    held = 1;
  if (held)
    c->uid = 1;
  if (held)
    lock_cred();
}
void same_test(struct cred *c, int needed) {
  unsigned long old = 0;
  if (needed == 3)
    old = set_level(LEVEL_CRED);
  if (needed == 3)
    c->uid = 1;
  if (needed == 3)
    restore_level(old);
}

// Batches.
void batch(pte_t *p, int n) {
  lazy_begin();
  for (int i = 0; i < n; i++)
    p[i].v = 1;
  lazy_end();
}
void in_batch(pte_t *p) {
  if (!in_interrupt() && lazy_active()) {
    p->v = 1;
    return;
  }
  unsigned long old = set_level(LEVEL_PGTABLE);
  p->v = 1;
  restore_level(old);
}
void in_batch_trusting(pte_t *p) {
  if (lazy_active()) {
    p->v = 1; // expected-warning {{write to domain 'pgtable' relies on 'lazy_active' alone, which in an interrupt is the flag of the interrupted code; test that this is none [batch-flag]}}
    return;
  }
  unsigned long old = set_level(LEVEL_PGTABLE);
  p->v = 1;
  restore_level(old);
}
void batch_ended(pte_t *p) {
  if (!in_interrupt() && lazy_active()) {
    p[0].v = 1;
    lazy_end();
    p[1].v = 1; // expected-warning {{write to domain 'pgtable' with no guard}}
    lazy_begin(); // expected-warning {{unbalanced}}
  } // expected-warning@+1 {{'batch_ended' ends a guard that is not open on this path}}
}
void batch_and_guard(pte_t *p, struct cred *c) {
  lazy_begin();
  p->v = 1;
  sets_cred(c); // expected-warning {{may enter level 'cred'}}
  lazy_end();
}

// Wrappers.
static inline unsigned long open_cred(void) { return set_level(LEVEL_CRED); }
static inline void close_cred(unsigned long old) { restore_level(old); }
void wrapped(struct cred *c) {
  unsigned long old = open_cred();
  c->uid = 1;
  close_cred(old);
  c->gid = 1; // expected-warning {{with no guard}}
}
void wrapped_idle(void) {
  unsigned long old = open_cred(); // expected-warning {{the guard of 'open_cred' at level 'cred' holds no protected write}}
  close_cred(old);
}
unsigned long opens_for_others(void) {
  return set_level(LEVEL_CRED); // expected-warning {{if callers end it, list 'opens_for_others' in the policy [unbalanced]}}
}

// Restored in another order than set.
void swapped(struct cred *c, pte_t *p) {
  unsigned long a = set_level(LEVEL_CRED);
  c->uid = 1;
  unsigned long b = set_level(LEVEL_PGTABLE);
  p->v = 1;
  restore_level(a); // expected-warning {{'restore_level' restores what an outer guard found, and so ends the inner one with it; end guards in reverse order [unbalanced]}}
  c->gid = 2; // expected-warning {{write to domain 'cred' with no guard}}
  restore_level(b); // expected-warning {{'restore_level' restores what a guard found that has ended, and with it the level that was open then [unbalanced]}}
}
void nested(struct cred *c, pte_t *p) {
  unsigned long a = set_level(LEVEL_CRED);
  unsigned long b = set_level(LEVEL_PGTABLE);
  p->v = 1;
  restore_level(b);
  c->gid = 2;
  restore_level(a);
}
void either(struct cred *c, int n) {
  unsigned long old;
  if (n)
    old = set_level(LEVEL_CRED);
  else
    old = open_cred();
  c->gid = 2;
  close_cred(old);
}

// A guard over what calls a function that it is given.
static void walk(pte_t *p, void (*f)(pte_t *)) { f(p); }
static void clear(pte_t *p) { p->v = 0; }
void walks(pte_t *p) {
  unsigned long old = set_level(LEVEL_PGTABLE);
  walk(p, clear);
  restore_level(old);
}

// A level that is set ends the guard before it.
void sets_default(struct cred *c) {
  set_level(LEVEL_CRED);
  c->uid = 1;
  set_level(0);
}
void sets_default_early(struct cred *c) {
  set_level(LEVEL_CRED);
  c->uid = 1;
  set_level(0);
  c->gid = 1; // expected-warning {{with no guard}}
}

// A batch of calls that each have a guard.
static void set_guarded(pte_t *p) {
  unsigned long old = set_level(LEVEL_PGTABLE);
  p->v = 1;
  restore_level(old);
}
void batch_of_guards(pte_t *p) {
  lazy_begin();
  set_guarded(p);
  lazy_end();
}

// That a function sleeps says nothing of what it writes.
void schedule_with(int *why);
void sleeps_and_writes(struct cred *c) {
  schedule_with(&c->uid); // expected-warning {{call of 'schedule_with', which may write to domain 'cred' through what it is passed, with no guard}}
}

// The policy lists a library function.
long read(int file, void *to, unsigned long size);
void reads_guarded(struct cred *c, int file) {
  unsigned long old = set_level(LEVEL_CRED);
  read(file, c, sizeof *c); // expected-warning {{call of 'read', which may sleep, under a guard at level 'cred' [sleeps]}}
  restore_level(old);
}
static void reads_any(int file, void *to) { read(file, to, 1); }
void reads_deep(int file, char *to) {
  unsigned long old = set_level(LEVEL_CRED);
  reads_any(file, to); // expected-warning {{call of 'reads_any' under a guard at level 'cred' may sleep in 'read' [sleeps]}}
  restore_level(old);
  reads_any(file, to);
}

// Calls through a pointer do not see what a wrapper does.
static unsigned long open_by_table(void) {
  return set_level(LEVEL_CRED); // expected-warning {{is open where 'open_by_table' returns}}
}
static void close_by_table(unsigned long old) {
  restore_level(old);
} // expected-warning {{'close_by_table' ends a guard that is not open on this path}}
const struct {
  unsigned long (*open)(void);
  void (*close)(unsigned long);
} table = {open_by_table, close_by_table};
void by_name(struct cred *c) {
  unsigned long old = open_by_table();
  c->uid = 1;
  close_by_table(old);
}

// An inline function of C99 in a header.
inline unsigned long open_inline(void) { return set_level(LEVEL_CRED); }
inline void close_inline(unsigned long old) { restore_level(old); }
void wrapped_inline(struct cred *c) {
  unsigned long old = open_inline();
  c->uid = 1;
  close_inline(old);
  c->gid = 1; // expected-warning {{with no guard}}
}

// A function that requires its callers to hold a level, under a batch's flag.
__attribute__((kpkeys_requires("pgtable"))) void set_held(pte_t *p);
void held_by_flag(pte_t *p) {
  if (lazy_active())
    set_held(p); // expected-warning {{call of 'set_held', which requires level 'pgtable', relies on 'lazy_active' alone, which in an interrupt is the flag of the interrupted code; test that this is none [batch-flag]}}
  if (!in_interrupt() && lazy_active())
    set_held(p);
}

// A level that a variable tells, of a function that only ends guards.
void ends_any(struct cred *c, int level) {
  set_level(LEVEL_CRED); // expected-warning {{unbalanced}}
  c->uid = 1;
  end_level(level); // expected-warning {{the level that 'end_level' enters is not a constant; no write counts as guarded by it [unknown-level]}} expected-warning {{the guard of 'end_level' is open}}
  c->gid = 1; // expected-warning {{write to domain 'cred' at level '<unknown>', which dropped level 'cred' of the outer guard}}
}
void ends_default(struct cred *c) {
  set_level(LEVEL_CRED);
  c->uid = 1;
  end_level(3); // no end
  c->gid = 1;
  end_level(0);
}

// A level's end, or a batch's, ends what was opened within it.
void ends_the_outer(pte_t *p, struct cred *c) {
  lazy_begin();
  p->v = 1;
  unsigned long old = set_level(LEVEL_CRED);
  c->gid = 1;
  lazy_end(); // expected-warning {{'lazy_end' ends an outer guard, and so the inner one with it; end guards in reverse order [unbalanced]}}
  c->uid = 1; // expected-warning {{with no guard}}
  lazy_begin();
  p->v = 2;
  old = set_level(LEVEL_CRED);
  c->gid = 2;
  restore_level(old);
  lazy_end();
}
static void end_batch(void) { lazy_end(); }
void ends_by_wrapper(pte_t *p, struct cred *c) {
  lazy_begin();
  set_level(LEVEL_CRED);
  c->uid = 1;
  end_batch(); // expected-warning {{'end_batch' ends an outer guard, and so the inner one with it}}
  p->v = 1; // expected-warning {{with no guard}}
}
// The default level that is set is no end of the innermost guard only.
void sets_default_within(pte_t *p, struct cred *c) {
  set_level(LEVEL_CRED);
  set_level(LEVEL_PGTABLE);
  p->v = 1;
  set_level(0);
  c->uid = 1; // expected-warning {{with no guard}}
}

// The newer of two answers counts.
void other_file(void);
void asks_again(pte_t *p) {
  if (in_interrupt() || !lazy_active())
    return;
  p->v = 1;
  other_file();
  if (!lazy_active())
    p->v = 2; // expected-warning {{with no guard}}
}

// Where setjmp returns again, guards are as they are where longjmp is called.
int setjmp(void *) __attribute__((returns_twice));
void returns_again(struct cred *c, void *at) {
  unsigned long old = set_level(LEVEL_CRED);
  if (setjmp(at)) { // expected-warning {{'setjmp' may return again, with other guards open; what comes then was not followed [not-followed]}}
    c->uid = 1;
    restore_level(old);
    return;
  }
  restore_level(old);
}

// Tests whose results nobody looks at.
int asks_often(void) {
  int answers[24] = {
      in_interrupt(), in_interrupt(), in_interrupt(), in_interrupt(),
      in_interrupt(), in_interrupt(), in_interrupt(), in_interrupt(),
      in_interrupt(), in_interrupt(), in_interrupt(), in_interrupt(),
      in_interrupt(), in_interrupt(), in_interrupt(), in_interrupt(),
      in_interrupt(), in_interrupt(), in_interrupt(), in_interrupt(),
      in_interrupt(), in_interrupt(), in_interrupt(), in_interrupt()};
  return answers[0]; // expected-warning@-6 {{too many ways lead through 'asks_often'}}
}

// A guard that a caller has opened: whoever ends one ends that.
static void end_then_write(pte_t *p) {
  lazy_end();
  p->v = 1; // expected-warning {{with no guard}}
}
static __attribute__((kpkeys_requires("pgtable"))) void held_by_caller(pte_t *p) { end_then_write(p); }
void holds_for_it(pte_t *p) {
  lazy_begin();
  held_by_caller(p);
}
