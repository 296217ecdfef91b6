/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What heap.c, pages.c and spans.c share. Everything declared here is called
 * with the heap's lock held.
 */
#ifndef KPKEYS_RUNTIME_HEAP_H
#define KPKEYS_RUNTIME_HEAP_H

#include "classes.h"
#include "internal.h"

/* Spans of small blocks are one chunk; a span's base is aligned to one. */
#define KPK_CHUNK ((size_t)65536)
#define KPK_MAX_BLOCKS (KPK_CHUNK / KPK_ALIGNMENT)

/* The class of a block with pages of its own. */
#define KPK_LARGE KPK_NUM_CLASSES

/* Pages of one domain, cut into blocks of one size. Lives in ordinary memory:
   the pages themselves hold nothing but the program's data. */
struct kpk_span {
  struct kpk_span *next_in_bucket;
  struct kpk_span *next, *previous; /* in a list of heap.c */
  uintptr_t base;
  size_t bytes;
  size_t block_size;
  unsigned domain;
  unsigned size_class;
  unsigned num_blocks;
  unsigned num_live;
  uint64_t live[KPK_MAX_BLOCKS / 64];
  uint64_t dirty[KPK_MAX_BLOCKS / 64]; /* handed out before */
};

/* spans.c */
/* NULL with errno ENOMEM. */
struct kpk_span *kpk_span_new(void);
void kpk_span_delete(struct kpk_span *span);
/* By base address; false with errno ENOMEM. */
bool kpk_spans_add(struct kpk_span *span);
void kpk_spans_remove(struct kpk_span *span);
struct kpk_span *kpk_spans_at_base(uintptr_t base);
/* Any address in a span; slow. */
struct kpk_span *kpk_spans_containing(uintptr_t address);

#endif
