// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: guards of page tables that were publicly forgotten, in reduced form, are
// found, and each twin with the guard in place is quiet:
//   a setter that was left out when setters got guards;
//   tables allocated after boot that nobody protects;
//   a batch's flag that code in an interrupt trusts;
//   writes beside the setters: a copy of a whole table, a volatile store.
//
// RUN: %kpkeys_cc1 -triple aarch64-linux-gnu -plugin-arg-kpkeys mode=audit -plugin-arg-kpkeys policy=%S/Inputs/policy.yaml -I%S/Inputs -fsyntax-only -verify -verify-ignore-unexpected=note %s
#include "guards.h"

#define ENTRIES 512
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))
#define guarded_pgtable                                                        \
  __attribute__((cleanup(pgtable_guard_exit))) struct pgtable_guard guard;     \
  pgtable_guard_init(&guard)

// ---- a setter left out
static inline void set_entry(pte_t *entry, pte_t value) {
  guarded_pgtable;
  WRITE_ONCE(*entry, value);
}
static inline unsigned long old_and_dirty(unsigned long v) { return v | 0x30; }
static inline void clear_young_dirty(pte_t *entry, unsigned long bits) {
  unsigned long old = READ_ONCE(entry->v), new;
  do {
    new = old_and_dirty(old) & ~bits;
  } while (!__atomic_compare_exchange_n(&entry->v, &old, new, 0, // expected-warning {{write to domain 'pgtable' with no guard; it needs level 'pgtable' [unguarded]}}
                                        __ATOMIC_RELAXED, __ATOMIC_RELAXED));
}
void clear_range(pte_t *entry, int n, unsigned long bits) {
  for (; n; n--, entry++)
    clear_young_dirty(entry, bits);
}
static inline void clear_young_dirty_guarded(pte_t *entry, unsigned long bits) {
  unsigned long old = READ_ONCE(entry->v), new;
  guarded_pgtable;
  do {
    new = old_and_dirty(old) & ~bits;
  } while (!__atomic_compare_exchange_n(&entry->v, &old, new, 0,
                                        __ATOMIC_RELAXED, __ATOMIC_RELAXED));
}
void clear_range_guarded(pte_t *entry, int n, unsigned long bits) {
  for (; n; n--, entry++)
    clear_young_dirty_guarded(entry, bits);
}
void uses_setter(pte_t *entry, pte_t value) { set_entry(entry, value); }

// ---- tables allocated after boot
typedef struct {
  pte_t *table;
} pmd_t;
pte_t *table_of_kernel(pmd_t *pmd) {
  pte_t *table = alloc_page();
  if (!table)
    return 0;
  pmd->table = table; // expected-warning {{an object of domain 'pgtable' from 'alloc_page' gets out here and is not committed before the function returns [uncommitted]}}
  return 0;
}
pte_t *table_of_kernel_twin(pmd_t *pmd) {
  pte_t *table = alloc_page();
  if (!table)
    return 0;
  protect_page(table);
  pmd->table = table;
  return table;
}
pte_t *table_of_user(void) {
  return alloc_page(); // expected-warning {{from 'alloc_page' is returned and was not committed}}
}
pte_t *table_of_user_twin(void) {
  void *table = alloc_page();
  if (table)
    protect_page(table);
  return table;
}

// ---- a flag trusted in an interrupt
void set_in_batch(pte_t *entry, pte_t value) {
  unsigned long old = 0;
  int batched = lazy_active();
  if (!batched)
    old = set_level(LEVEL_PGTABLE);
  WRITE_ONCE(*entry, value); // expected-warning {{write to domain 'pgtable' relies on 'lazy_active' alone, which in an interrupt is the flag of the interrupted code; test that this is none [batch-flag]}}
  if (!batched)
    restore_level(old);
}
void set_in_batch_twin(pte_t *entry, pte_t value) {
  unsigned long old = 0;
  int batched = !in_interrupt() && lazy_active();
  if (!batched)
    old = set_level(LEVEL_PGTABLE);
  WRITE_ONCE(*entry, value);
  if (!batched)
    restore_level(old);
}

// ---- beside the setters
void sync_tables(pte_t *ours, const pte_t *theirs) {
  __builtin_memcpy(ours + ENTRIES / 2, theirs + ENTRIES / 2, // expected-warning {{write to domain 'pgtable' with no guard}}
                   sizeof(pte_t) * ENTRIES / 2);
}
void sync_tables_twin(pte_t *ours, const pte_t *theirs) {
  guarded_pgtable;
  __builtin_memcpy(ours + ENTRIES / 2, theirs + ENTRIES / 2,
                   sizeof(pte_t) * ENTRIES / 2);
}
void self_test(pte_t *entry) {
  pte_t old = *entry;
  WRITE_ONCE(entry->v, old.v | 1); // expected-warning {{write to domain 'pgtable' with no guard}}
  set_entry(entry, old);
}
void self_test_twin(pte_t *entry) {
  pte_t old = *entry;
  {
    guarded_pgtable;
    WRITE_ONCE(entry->v, old.v | 1);
  }
  set_entry(entry, old);
}
