/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The heap's records of its spans: a pool, and a hash table by base address.
 *
 * Memory comes from mmap and not from malloc, which a program may have built
 * on kpkeys_alloc. Pool memory is reused, never given back. Knows nothing of
 * pages or pkeys; not thread-safe (heap.c holds the lock).
 */
#define _GNU_SOURCE
#include "heap.h"
#include <string.h>
#include <sys/mman.h>

#define POOL_BATCH 64
#define FIRST_BUCKETS 512

static struct kpk_span *pool;
static struct kpk_span **buckets;
static size_t num_buckets, num_spans;

static void *get_pages(size_t size) {
  void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return pages == MAP_FAILED ? NULL : pages;
}

struct kpk_span *kpk_span_new(void) {
  if (!pool) {
    struct kpk_span *batch = get_pages(POOL_BATCH * sizeof *batch);
    if (!batch)
      return NULL;
    for (unsigned i = 0; i < POOL_BATCH; ++i)
      kpk_span_delete(&batch[i]);
  }
  struct kpk_span *span = pool;
  pool = span->next;
  memset(span, 0, sizeof *span);
  return span;
}

void kpk_span_delete(struct kpk_span *span) {
  span->next = pool;
  pool = span;
}

static struct kpk_span **bucket_of(uintptr_t base) {
  uint64_t hash = (uint64_t)(base / KPK_CHUNK) * 0x9e3779b97f4a7c15u;
  return &buckets[(hash >> 32) & (num_buckets - 1)];
}

static void insert(struct kpk_span *span) {
  struct kpk_span **bucket = bucket_of(span->base);
  span->next_in_bucket = *bucket;
  *bucket = span;
}

static bool grow(void) {
  size_t old_count = num_buckets;
  struct kpk_span **old = buckets;
  size_t count = old_count ? 2 * old_count : FIRST_BUCKETS;
  struct kpk_span **bigger = get_pages(count * sizeof *bigger);
  if (!bigger)
    return false;
  buckets = bigger;
  num_buckets = count;
  for (size_t i = 0; i < old_count; ++i)
    for (struct kpk_span *s = old[i], *next; s; s = next) {
      next = s->next_in_bucket;
      insert(s);
    }
  if (old)
    munmap(old, old_count * sizeof *old);
  return true;
}

bool kpk_spans_add(struct kpk_span *span) {
  if (num_spans == num_buckets && !grow())
    return false;
  insert(span);
  ++num_spans;
  return true;
}

void kpk_spans_remove(struct kpk_span *span) {
  struct kpk_span **link = bucket_of(span->base);
  while (*link != span)
    link = &(*link)->next_in_bucket;
  *link = span->next_in_bucket;
  --num_spans;
}

struct kpk_span *kpk_spans_at_base(uintptr_t base) {
  struct kpk_span *span = num_buckets ? *bucket_of(base) : NULL;
  while (span && span->base != base)
    span = span->next_in_bucket;
  return span;
}

struct kpk_span *kpk_spans_containing(uintptr_t address) {
  for (size_t i = 0; i < num_buckets; ++i)
    for (struct kpk_span *s = buckets[i]; s; s = s->next_in_bucket)
      if (address - s->base < s->bytes)
        return s;
  return NULL;
}
