/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Keyed pages for the heap; see pages.c. Sizes are multiples of the page. */
#ifndef KPKEYS_RUNTIME_PAGES_H
#define KPKEYS_RUNTIME_PAGES_H

#include "heap.h"

struct kpk_reserve {
  char *next, *end;
};

/* NULL with errno. */
void *kpk_pages_get(size_t size, unsigned pkey);
void kpk_pages_give_back(void *pages, size_t size);
/* One chunk; NULL with errno. Chunks are not given back. */
void *kpk_reserve_chunk(struct kpk_reserve *reserve, unsigned pkey);

#endif
