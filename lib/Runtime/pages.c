/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Keyed pages for the heap: fresh zero pages, aligned to a chunk, that carry a
 * domain's pkey.
 *
 * Small spans come from reserves of 16 chunks, so that the kernel's list of
 * mappings stays short; reserves are never given back. Not thread-safe
 * (heap.c holds the lock).
 */
#define _GNU_SOURCE
#include "pages.h"
#include <errno.h>
#include <sys/mman.h>

#define RESERVE (16 * KPK_CHUNK)

/* Chunk-aligned: takes a chunk more than needed and trims both ends. */
static void *map_aligned(size_t size) {
  size_t taken = size + KPK_CHUNK;
  char *raw = mmap(NULL, taken, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (raw == MAP_FAILED)
    return NULL;
  size_t before = -(uintptr_t)raw % KPK_CHUNK;
  if (before)
    munmap(raw, before);
  if (before != KPK_CHUNK)
    munmap(raw + before + size, KPK_CHUNK - before);
  return raw + before;
}

void *kpk_pages_get(size_t size, unsigned pkey) {
  void *pages = map_aligned(size);
  if (!pages)
    return NULL;
  int error = kpk_state()->backend->key_pages(pages, size, pkey);
  if (!error)
    return pages;
  munmap(pages, size);
  errno = error;
  return NULL;
}

void kpk_pages_give_back(void *pages, size_t size) {
  kpk_state()->backend->unkey_pages(pages, size);
  munmap(pages, size);
}

void *kpk_reserve_chunk(struct kpk_reserve *reserve, unsigned pkey) {
  if (reserve->next == reserve->end) {
    char *pages = kpk_pages_get(RESERVE, pkey);
    if (!pages)
      return NULL;
    reserve->next = pages;
    reserve->end = pages + RESERVE;
  }
  void *chunk = reserve->next;
  reserve->next += KPK_CHUNK;
  return chunk;
}
