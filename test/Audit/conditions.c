// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: what tests and constants say is remembered on a path and handed to
// callers: a way that cannot be is not reported, one that can is.
//
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -plugin-arg-kpkeys mode=audit -plugin-arg-kpkeys policy=%S/Inputs/policy.yaml -I%S/Inputs -fsyntax-only -verify -verify-ignore-unexpected=note %s
#include "guards.h"

// Constants that callers pass.
static void set(struct cred *c, _Bool locked) {
  unsigned long old = 0;
  if (!locked)
    old = set_level(LEVEL_CRED);
  c->uid = 1;
  if (!locked)
    restore_level(old);
}
void right(struct cred *c) {
  set(c, 0);
  unsigned long old = set_level(LEVEL_CRED);
  set(c, 1);
  restore_level(old);
}
static void set_too(struct cred *c, int locked) {
  unsigned long old = 0;
  if (!locked)
    old = set_level(LEVEL_CRED);
  c->uid = 1; // expected-warning {{with no guard}}
  if (!locked)
    restore_level(old);
}
static void hands_on(struct cred *c, int locked) { set_too(c, locked); }
void handed_on(struct cred *c) { hands_on(c, 0); }
void wrong(struct cred *c) { set_too(c, 1); }
static void set_if(struct cred *c, int mode) {
  if (mode & 4)
    c->uid = 1;
}
void without(struct cred *c) { set_if(c, 1 | 8); }
static void set_if_too(struct cred *c, int mode) {
  if (mode & 4)
    c->uid = 1; // expected-warning {{with no guard}}
}
void with(struct cred *c, int other) {
  set_if_too(c, 4 | 8);
}
static void set_any(struct cred *c, int mode) {
  if (mode == 3)
    c->uid = 1; // expected-warning {{with no guard}}
}
void not_constant(struct cred *c, int mode) { set_any(c, mode); }
static void calls_if(struct cred *c, int wanted) {
  if (wanted)
    right(c);
  else
    set_too(c, 0);
}
void calls(struct cred *c) { calls_if(c, 1); }

// Pointers that are null, and what is inside of what they lead to.
struct box {
  int first, done;
};
static void set_and_tell(struct cred *c, int *done) {
  if (done)
    c->uid = 1;
}
void tells_nobody(struct cred *c) { set_and_tell(c, 0); }
static void set_and_tell_too(struct cred *c, int *done) {
  if (done)
    c->uid = 1; // expected-warning {{with no guard}}
}
static void tells_box(struct cred *c, struct box *b) {
  set_and_tell_too(c, &b->done);
}
void no_box(struct cred *c) { tells_box(c, 0); }

// Bits, and switches.
void bits(struct cred *c, unsigned flags) {
  unsigned long old = 0;
  if (flags & 1)
    old = set_level(LEVEL_CRED);
  if (flags & 1)
    c->uid = 1;
  if ((flags & 1) != 0)
    restore_level(old);
  if ((flags & 6) == 6)
    old = set_level(LEVEL_CRED);
  if ((flags & 6) == 6) {
    c->uid = 1;
    restore_level(old);
  }
}
void other_bit(struct cred *c, unsigned flags) {
  unsigned long old = 0;
  if (flags & 1)
    old = set_level(LEVEL_CRED);
  if (flags & 2)
    c->uid = 1; // expected-warning {{with no guard}}
  if (flags & 1)
    restore_level(old);
}
void cases(struct cred *c, int mode) {
  unsigned long old = 0;
  switch (mode) {
  case 1:
  case 3:
    old = set_level(LEVEL_CRED);
  }
  switch (mode) {
  case 1:
  case 3:
    c->uid = 1;
    restore_level(old);
  }
}
void more_cases(struct cred *c, int mode) {
  unsigned long old = 0;
  switch (mode) {
  case 1:
    old = set_level(LEVEL_CRED);
  }
  switch (mode) {
  case 1:
  case 3:
    c->uid = 1; // expected-warning {{with no guard}}
  }
  if (mode == 1)
    restore_level(old);
}

// Status codes.
int status(struct cred *c) {
  int error = try_cred() ? 0 : -1;
  if (error)
    return error;
  c->uid = 1;
  lock_cred();
  return 0;
}
int negative_status(struct cred *c) {
  int error = -22;
  if (try_cred())
    error = 0;
  if (error < 0)
    return error;
  c->uid = 1;
  lock_cred();
  return 0;
}
int wrong_status(struct cred *c) {
  int error = try_cred() ? 0 : -1;
  if (error)
    c->uid = 1; // expected-warning {{with no guard}}
  if (!error)
    lock_cred(); // expected-warning@-4 {{idle-guard}}
  return error;
}

// A guard's result is tested once, and later.
int is(int what);
void tested_later(struct cred *c, int n) {
  int opened = try_cred();
  for (int i = 0; i < n; i++)
    is(i);
  if (!opened)
    return;
  c->uid = 1;
  lock_cred();
}

// A pointer says whether the batch is open, through many turns and tests.
pte_t *map(void);
void unmap(pte_t *), done(int *);
int must_wait(void);
void restarts(int n) {
  pte_t *start = map();
  if (!start)
    return;
  lazy_begin();
  for (int i = 0; i < n; i++) {
    __attribute__((cleanup(done))) int outer = is(0);
    if (must_wait()) {
      lazy_end();
      unmap(start);
      start = 0;
      schedule();
      __attribute__((cleanup(done))) int error = is(0);
      start = map();
      if (!start)
        break;
      lazy_begin();
      if (error)
        continue;
    }
    int a = is(1), b = is(2), c = is(3), d = is(4), e = is(5);
    if (a)
      start[i].v = 1;
    if (b)
      start[i].v = 2;
    if (c)
      start[i].v = 3;
    if (d && !a)
      start[i].v = 4;
    if (e && !b && !c)
      start[i].v = 5;
    if (a && b && c && d && e)
      start[i].v = 6;
  }
  if (start) {
    lazy_end();
    unmap(start);
  }
}
