// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: a guard function that the file defines opens its level on each way out;
// one that does nothing because of a batch's flag asks about interrupts first.
// One that works by asm is taken at its word.
//
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -plugin-arg-kpkeys mode=audit -plugin-arg-kpkeys policy=%S/Inputs/policy.yaml -I%S/Inputs -fsyntax-only -verify -verify-ignore-unexpected=note %s
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -DTRUSTS -plugin-arg-kpkeys mode=audit -plugin-arg-kpkeys policy=%S/Inputs/policy.yaml -I%S/Inputs -fsyntax-only -verify=trusts -verify-ignore-unexpected=note %s
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -DFORGETS -plugin-arg-kpkeys mode=audit -plugin-arg-kpkeys policy=%S/Inputs/policy.yaml -I%S/Inputs -fsyntax-only -verify=forgets -verify-ignore-unexpected=note %s
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -DASM -plugin-arg-kpkeys mode=audit -plugin-arg-kpkeys policy=%S/Inputs/policy.yaml -I%S/Inputs -fsyntax-only -verify -verify-ignore-unexpected=note %s
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -DLATE -plugin-arg-kpkeys mode=audit -plugin-arg-kpkeys policy=%S/Inputs/policy.yaml -I%S/Inputs -fsyntax-only -verify=late -verify-ignore-unexpected=note %s
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -DEMPTY -plugin-arg-kpkeys mode=audit -plugin-arg-kpkeys policy=%S/Inputs/policy.yaml -I%S/Inputs -fsyntax-only -verify=empty -verify-ignore-unexpected=note %s
// expected-no-diagnostics
#include "guards.h"

void pgtable_guard_init(struct pgtable_guard *g) {
#if defined(TRUSTS)
  g->old = 0;
  if (lazy_active())
    return; // trusts-warning {{guard 'pgtable_guard_init' relies on 'lazy_active' alone, which in an interrupt is the flag of the interrupted code; test that this is none [batch-flag]}}
  g->old = set_level(LEVEL_PGTABLE);
#elif defined(FORGETS)
  g->old = 0;
  if (in_interrupt())
    return; // forgets-warning {{guard 'pgtable_guard_init' does not open level 'pgtable' on this path [unbalanced]}}
  g->old = set_level(LEVEL_PGTABLE);
#elif defined(EMPTY)
  g->old = 0;
#elif defined(ASM)
  __asm__ volatile("wrpkru" : : "a"(0), "c"(0), "d"(0));
#else
  g->old = 0;
  if (!in_interrupt() && lazy_active())
    return;
  g->old = set_level(LEVEL_PGTABLE);
#endif
} // empty-warning {{guard 'pgtable_guard_init' does not open level 'pgtable' on this path [unbalanced]}}
void pgtable_guard_exit(struct pgtable_guard *g) {
  if (g->old)
    restore_level(g->old);
}
void uses(pte_t *p) {
  __attribute__((cleanup(pgtable_guard_exit))) struct pgtable_guard g;
  pgtable_guard_init(&g);
  p->v = 1;
}

// What ends a batch is called in one.
static pte_t *pending;
void lazy_end(void) {
  pending->v = 1;
#ifdef LATE
  restore_level(1);
  pending->v = 2; // late-warning {{write to domain 'pgtable' with no guard}}
#else
  pending->v = 2;
  restore_level(1);
#endif
}
