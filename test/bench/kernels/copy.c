/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The present entries of a page table are copied to a new one. Each page gets
 * another reference, and the owner's counters go up. */
#include "harness/bench.h"

enum { ENTRIES = 128, PAGES = 64, PAGE_SHIFT = 12 };
enum { PRESENT = 1, WRITABLE = 2, ANONYMOUS = 4 };

typedef struct __kpkeys_protected("pgtable") {
  unsigned long value;
} pte_t;

struct page {
  int references;
  int mappings;
};

struct mm {
  long anonymous, of_files;
  struct page pages[PAGES];
};

UNMEASURED static void prepare(struct arena *a) {
  pte_t *parent = a->pgtable;
  struct mm *mm = a->plain;
  *mm = (struct mm){0};
  for (unsigned i = 0; i < ENTRIES; ++i) {
    unsigned long flags = i % 4 == 3 ? 0 : PRESENT | WRITABLE | (i & ANONYMOUS);
    parent[i].value = (unsigned long)(i * 7 % PAGES) << PAGE_SHIFT | flags;
    parent[ENTRIES + i].value = 0;
  }
}

void run(struct arena *a) {
  const pte_t *parent = a->pgtable;
  pte_t *child = (pte_t *)a->pgtable + ENTRIES;
  struct mm *mm = a->plain;
  GUARDED(pgtable) {
    for (unsigned i = 0; i < ENTRIES; ++i) {
      unsigned long entry = READ_ONCE(parent[i].value);
      if (!(entry & PRESENT))
        continue;
      struct page *page = &mm->pages[entry >> PAGE_SHIFT];
      page->references++;
      page->mappings++;
      if (entry & ANONYMOUS)
        mm->anonymous++;
      else
        mm->of_files++;
      WRITE_ONCE(child[i].value, entry & ~(unsigned long)WRITABLE);
    }
  }
}

UNMEASURED static unsigned long check(const struct arena *a) {
  const pte_t *table = a->pgtable;
  const struct mm *mm = a->plain;
  unsigned long sum =
      mix((unsigned long)mm->anonymous, (unsigned long)mm->of_files);
  for (unsigned i = 0; i < 2 * ENTRIES; ++i)
    sum = mix(sum, table[i].value);
  for (unsigned i = 0; i < PAGES; ++i)
    sum = mix(sum, (unsigned long)mm->pages[i].references);
  return sum;
}

KERNEL;
