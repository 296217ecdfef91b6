// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: a protected write is reported where some path has no guard, the wrong
// one, or one that an inner guard dropped; its twin with the guard in place is
// quiet.
//
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -plugin-arg-kpkeys mode=audit -plugin-arg-kpkeys policy=%S/Inputs/policy.yaml -I%S/Inputs -fsyntax-only -verify -verify-ignore-unexpected=note %s
#include "guards.h"

void bare(pte_t *p, pte_t v) {
  *p = v; // expected-warning {{kpkeys: write to domain 'pgtable' with no guard; it needs level 'pgtable' [unguarded]}}
}
void bare_guarded(pte_t *p, pte_t v) {
  unsigned long old = set_level(LEVEL_PGTABLE);
  *p = v;
  restore_level(old);
}

void some_path(pte_t *p, pte_t v, int locked) {
  unsigned long old = 0;
  if (!locked)
    old = set_level(LEVEL_PGTABLE);
  *p = v; // expected-warning {{with no guard; it needs level 'pgtable' [unguarded]}}
  if (!locked)
    restore_level(old);
}
void every_path(pte_t *p, pte_t v, int how) {
  unsigned long old;
  if (how)
    old = set_level(LEVEL_PGTABLE);
  else
    old = set_level(LEVEL_PGTABLE);
  *p = v;
  restore_level(old);
}

void after(struct cred *c) {
  unsigned long old = set_level(LEVEL_CRED);
  c->uid = 1;
  restore_level(old);
  c->gid = 1; // expected-warning {{write to domain 'cred' with no guard}}
}

void around_loop(pte_t *p, int n) {
  unsigned long old = set_level(LEVEL_PGTABLE);
  for (int i = 0; i < n; i++)
    p[i].v = 0;
  restore_level(old);
}
void lost_in_loop(pte_t *p, int n) {
  unsigned long old = set_level(LEVEL_PGTABLE);
  for (int i = 0; i < n; i++) {
    p[i].v = 0; // expected-warning {{with no guard}} expected-warning@-2 {{unbalanced}}
    if (i)
      restore_level(old); // expected-warning {{restores what a guard found that has ended}}
  }
}

void wrong(pte_t *p) {
  unsigned long old = set_level(LEVEL_CRED);
  p->v = 1; // expected-warning {{write to domain 'pgtable' at level 'cred'; it needs level 'pgtable' [wrong-level]}}
  restore_level(old);
}

void nested(pte_t *p, struct cred *c) {
  unsigned long old = set_level(LEVEL_PGTABLE), inner;
  p[0].v = 1;
  inner = set_level(LEVEL_CRED);
  c->uid = 1;
  p[1].v = 1; // expected-warning {{write to domain 'pgtable' at level 'cred', which dropped level 'pgtable' of the outer guard [dropped-level]}}
  restore_level(inner);
  p[2].v = 1;
  restore_level(old);
}

void by_library(struct cred *a, const struct cred *b) {
  __builtin_memcpy(a, b, sizeof *a); // expected-warning {{write to domain 'cred' with no guard}}
}
void by_asm(pte_t *p) {
  __asm__ volatile("" : "+m"(p->v)); // expected-warning {{with no guard}}
}
void by_atomic(pte_t *p) {
  __atomic_fetch_or(&p->v, 1, __ATOMIC_RELAXED); // expected-warning {{with no guard}}
}
void once(pte_t *p) {
  *(volatile unsigned long *)&p->v = 1; // expected-warning {{with no guard}}
}
long only_reads(const struct cred *c, pte_t *p) { return c->uid + p->v; }

void elsewhere(int *where);
void passes(struct cred *c) {
  elsewhere(&c->uid); // expected-warning {{call of 'elsewhere', which may write to domain 'cred' through what it is passed, with no guard}}
}
void passes_guarded(struct cred *c) {
  unsigned long old = set_level(LEVEL_CRED);
  elsewhere(&c->uid);
  restore_level(old);
}
int *keeps;
void stores(struct cred *c) {
  keeps = &c->uid; // expected-warning {{a pointer into domain 'cred' is stored in memory; writes through it from there are not seen [escape]}}
}

struct list {
  struct list *next;
};
static void add(struct list *at, struct list *new) {
  at->next = new; // expected-warning {{write to domain 'cred' with no guard}}
}
struct held {
  struct list link;
} ordinary;
void adds(struct cred *c, struct list *l) {
  add((struct list *)&c->next, l);
  add(&ordinary.link, l);
}

// A variable on the stack, by its address.
void on_stack(int uid) {
  struct cred local, *c = &local;
  c->uid = uid;
}
void perhaps_on_stack(struct cred *other, int uid) {
  struct cred local, *c = other ? other : &local;
  c->uid = uid; // expected-warning {{write to domain 'cred' with no guard}}
}
void behind_stack(struct cred *other, int uid) {
  struct cred local = {.next = other}, *c = &local;
  c->next->uid = uid; // expected-warning {{write to domain 'cred' with no guard}}
}
