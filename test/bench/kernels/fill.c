/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A page table of 512 entries is filled. */
#include "harness/bench.h"

enum { ENTRIES = 512, PAGE_SHIFT = 12 };

typedef struct __kpkeys_protected("pgtable") {
  unsigned long value;
} pte_t;

struct request {
  unsigned long frame, flags;
};

UNMEASURED static void prepare(struct arena *a) {
  struct request *r = a->plain;
  *r = (struct request){0x1234, 0x63};
}

void run(struct arena *a) {
  pte_t *table = a->pgtable;
  const struct request *r = a->plain;
  unsigned long frame = r->frame, flags = r->flags;
  GUARDED(pgtable) {
    for (unsigned i = 0; i < ENTRIES; ++i)
      WRITE_ONCE(table[i].value, (frame + i) << PAGE_SHIFT | flags);
  }
}

UNMEASURED static unsigned long check(const struct arena *a) {
  const pte_t *table = a->pgtable;
  unsigned long sum = 0;
  for (unsigned i = 0; i < ENTRIES; ++i)
    sum = mix(sum, table[i].value);
  return sum;
}

KERNEL;
