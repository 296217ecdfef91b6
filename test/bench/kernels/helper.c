/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A small function sets one entry of a page table, and is called in a loop. It
 * is where the guard belongs, since others call it, too. */
#include "harness/bench.h"

enum { ENTRIES = 64, PAGE_SHIFT = 12 };

typedef struct __kpkeys_protected("pgtable") {
  unsigned long value;
} pte_t;

UNMEASURED static void prepare(struct arena *a) {
  pte_t *table = a->pgtable;
  table[0].value = 0;
}

__attribute__((noinline)) static void set_entry(pte_t *entry,
                                                unsigned long frame) {
  GUARDED(pgtable) { WRITE_ONCE(entry->value, frame << PAGE_SHIFT | 1); }
}

void run(struct arena *a) {
  pte_t *table = a->pgtable;
  for (unsigned long i = 0; i < ENTRIES; ++i)
    set_entry(&table[i], i ^ 5);
}

UNMEASURED static unsigned long check(const struct arena *a) {
  const pte_t *table = a->pgtable;
  unsigned long sum = 0;
  for (unsigned i = 0; i < ENTRIES; ++i)
    sum = mix(sum, table[i].value);
  return sum;
}

KERNEL;
