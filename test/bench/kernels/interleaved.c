/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Two domains in turn: each page that is mapped is charged to its owner. */
#include "harness/bench.h"

enum { ENTRIES = 64, PAGE_SHIFT = 12 };

typedef struct __kpkeys_protected("pgtable") {
  unsigned long value;
} pte_t;

struct __kpkeys_protected("cred") account {
  unsigned long pages, last;
};

UNMEASURED static void prepare(struct arena *a) {
  struct account *owner = a->cred;
  *owner = (struct account){0};
}

static inline void map(pte_t *entry, unsigned long frame) {
  GUARDED(pgtable) { WRITE_ONCE(entry->value, frame << PAGE_SHIFT | 1); }
}

static inline void charge(struct account *owner, unsigned long frame) {
  GUARDED(cred) {
    WRITE_ONCE(owner->pages, owner->pages + 1);
    WRITE_ONCE(owner->last, frame);
  }
}

void run(struct arena *a) {
  pte_t *table = a->pgtable;
  struct account *owner = a->cred;
  for (unsigned long i = 0; i < ENTRIES; ++i) {
    map(&table[i], i * 3);
    charge(owner, i * 3);
  }
}

UNMEASURED static unsigned long check(const struct arena *a) {
  const pte_t *table = a->pgtable;
  const struct account *owner = a->cred;
  unsigned long sum = mix(owner->pages, owner->last);
  for (unsigned i = 0; i < ENTRIES; ++i)
    sum = mix(sum, table[i].value);
  return sum;
}

KERNEL;
