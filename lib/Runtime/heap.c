/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The protected heap: kpkeys_alloc and its family.
 *
 * Per domain and size class, spans of one chunk are cut into equal blocks;
 * blocks above 16 KiB get pages of their own. Which blocks are live is kept
 * outside the protected pages (spans.c), so freeing needs no window, and an
 * attacker who can only write ordinary memory can confuse the heap but not
 * the objects. A reused block is zeroed on allocation, in a window on just
 * the domain's pkey; fresh pages are zero already. One lock, held across
 * fork. Emptied chunks stay with their domain.
 */
#define _GNU_SOURCE
#include "internal.h"
#include "kpkeys_rt.h"
#include "pages.h"
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct domain_heap {
  struct kpk_reserve reserve;
  struct kpk_span *partial[KPK_NUM_CLASSES]; /* spans with a free block */
  struct kpk_span *empty;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct domain_heap *heaps; /* by domain */

static void list_push(struct kpk_span **head, struct kpk_span *span) {
  span->previous = NULL;
  span->next = *head;
  if (*head)
    (*head)->previous = span;
  *head = span;
}

static void list_remove(struct kpk_span **head, struct kpk_span *span) {
  if (span->previous)
    span->previous->next = span->next;
  else
    *head = span->next;
  if (span->next)
    span->next->previous = span->previous;
}

static bool make_heaps(const struct kpk_state *s) {
  if (heaps)
    return true;
  size_t size = s->policy.record->num_domains * sizeof *heaps;
  void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    return false;
  heaps = memory;
  return true;
}

static unsigned pkey_of(unsigned domain) {
  return kpk_state()->policy.domains[domain].pkey;
}

/* Runs with the domain open in this thread, whatever the caller's level. */
static void write_block(unsigned domain, void *to, const void *from,
                        size_t copied, size_t size) {
  const struct kpk_backend *backend = kpk_state()->backend;
  uint64_t old = backend->read();
  backend->write(kpk_open_pkey(old, backend->layout, pkey_of(domain)));
  if (copied)
    memcpy(to, from, copied);
  memset((char *)to + copied, 0, size - copied);
  backend->write(old);
}

static struct kpk_span *new_span(unsigned domain, size_t bytes, void *pages) {
  struct kpk_span *span = pages ? kpk_span_new() : NULL;
  if (!span)
    return NULL;
  span->base = (uintptr_t)pages;
  span->bytes = bytes;
  span->domain = domain;
  if (kpk_spans_add(span))
    return span;
  kpk_span_delete(span);
  return NULL;
}

static void cut(struct kpk_span *span, unsigned size_class) {
  span->size_class = size_class;
  span->block_size = kpk_class_size(size_class);
  span->num_blocks = (unsigned)(KPK_CHUNK / span->block_size);
  list_push(&heaps[span->domain].partial[size_class], span);
}

/* A span with a free block, or NULL. */
static struct kpk_span *partial_span(unsigned domain, unsigned size_class) {
  struct domain_heap *heap = &heaps[domain];
  struct kpk_span *span = heap->partial[size_class];
  if (span)
    return span;
  span = heap->empty;
  if (span) {
    list_remove(&heap->empty, span);
  } else {
    void *chunk = kpk_reserve_chunk(&heap->reserve, pkey_of(domain));
    span = new_span(domain, KPK_CHUNK, chunk);
    if (!span) {
      if (chunk)
        heap->reserve.next -= KPK_CHUNK;
      return NULL;
    }
  }
  cut(span, size_class);
  return span;
}

static unsigned first_free(const struct kpk_span *span) {
  unsigned word = 0;
  while (span->live[word] == UINT64_MAX)
    ++word;
  return 64 * word + (unsigned)__builtin_ctzll(~span->live[word]);
}

static void *alloc_small(unsigned domain, size_t size, bool *dirty) {
  unsigned size_class = kpk_class_of(size);
  struct kpk_span *span = partial_span(domain, size_class);
  if (!span)
    return NULL;
  unsigned block = first_free(span);
  uint64_t bit = (uint64_t)1 << block % 64;
  *dirty = span->dirty[block / 64] & bit;
  span->live[block / 64] |= bit;
  span->dirty[block / 64] |= bit;
  if (++span->num_live == span->num_blocks)
    list_remove(&heaps[domain].partial[size_class], span);
  return (void *)(span->base + block * span->block_size);
}

static void *alloc_large(unsigned domain, size_t size) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  if (size > PTRDIFF_MAX - 2 * KPK_CHUNK)
    return NULL;
  size = (size + page - 1) / page * page;
  void *pages = kpk_pages_get(size, pkey_of(domain));
  struct kpk_span *span = new_span(domain, size, pages);
  if (!span) {
    if (pages)
      kpk_pages_give_back(pages, size);
    return NULL;
  }
  span->size_class = KPK_LARGE;
  span->block_size = size;
  span->num_blocks = span->num_live = 1;
  span->live[0] = 1;
  return pages;
}

static void *alloc_in(unsigned domain, size_t size) {
  bool dirty = false;
  void *block = NULL;
  size += !size;
  pthread_mutex_lock(&lock);
  if (make_heaps(kpk_state()))
    block = size <= KPK_MAX_SMALL ? alloc_small(domain, size, &dirty)
                                  : alloc_large(domain, size);
  pthread_mutex_unlock(&lock);
  if (!block) {
    errno = ENOMEM;
    return NULL;
  }
  if (dirty)
    write_block(domain, block, NULL, 0, kpk_class_size(kpk_class_of(size)));
  return block;
}

/* The span of a live block, or the end of the program. `who` is the function
   the program called. Takes the lock; on return it is held. */
static struct kpk_span *lock_block(const void *pointer, const char *who) {
  uintptr_t address = (uintptr_t)pointer;
  const char *wrong = NULL;
  pthread_mutex_lock(&lock);
  struct kpk_span *span = kpk_spans_at_base(address & ~(KPK_CHUNK - 1));
  size_t offset = span ? address - span->base : 0;
  size_t block = span ? offset / span->block_size : 0;
  if (!span || block >= span->num_blocks)
    wrong = "is not, or is no longer, memory from kpkeys_alloc";
  else if (offset % span->block_size)
    wrong = "points into the middle of a block";
  else if (!(span->live[block / 64] >> block % 64 & 1))
    wrong = "is already free, or was never allocated";
  if (!wrong)
    return span;
  pthread_mutex_unlock(&lock); /* an abort handler may still allocate */
  kpk_fatal("%s: pointer 0x%lx %s; look for a double free or a mismatched "
            "allocator",
            who, (unsigned long)address, wrong);
}

static void free_small(struct kpk_span *span, uintptr_t address) {
  struct domain_heap *heap = &heaps[span->domain];
  struct kpk_span **partial = &heap->partial[span->size_class];
  size_t block = (address - span->base) / span->block_size;
  span->live[block / 64] &= ~((uint64_t)1 << block % 64);
  if (span->num_live-- == span->num_blocks)
    list_push(partial, span);
  /* The last span of a class stays, so that one block going back and forth
     does not move chunks about. */
  if (span->num_live || (!span->next && !span->previous))
    return;
  list_remove(partial, span);
  /* A block of another size may overlap any dirty one. */
  memset(span->dirty, 0xff, sizeof span->dirty);
  list_push(&heap->empty, span);
}

static void free_large(struct kpk_span *span) {
  kpk_spans_remove(span);
  kpk_pages_give_back((void *)span->base, span->bytes);
  kpk_span_delete(span);
}

KPK_API void *kpkeys_alloc(const char *domain, size_t size) {
  const struct kpk_state *s = kpk_state();
  if (!s) {
    errno = ENODEV;
    return NULL;
  }
  int index = kpk_domain_index(&s->policy, domain);
  if (index < 0) {
    errno = EINVAL;
    return NULL;
  }
  return alloc_in((unsigned)index, size);
}

KPK_API void kpkeys_free(void *pointer) {
  if (!pointer)
    return;
  int saved_errno = errno;
  struct kpk_span *span = lock_block(pointer, "kpkeys_free");
  if (span->size_class == KPK_LARGE)
    free_large(span);
  else
    free_small(span, (uintptr_t)pointer);
  pthread_mutex_unlock(&lock);
  errno = saved_errno;
}

KPK_API void *kpkeys_realloc(void *pointer, size_t size) {
  if (!pointer) {
    errno = EINVAL;
    return NULL;
  }
  struct kpk_span *span = lock_block(pointer, "kpkeys_realloc");
  size_t old_size = span->block_size;
  unsigned domain = span->domain;
  pthread_mutex_unlock(&lock);
  /* Stay while the block fits and is at least half used. */
  if (size <= old_size && (size > old_size / 2 || old_size == KPK_ALIGNMENT))
    return pointer;
  void *moved = alloc_in(domain, size);
  if (!moved)
    return NULL;
  size_t kept = old_size < size ? old_size : size;
  if (kept)
    write_block(domain, moved, pointer, kept, kept);
  kpkeys_free(pointer);
  return moved;
}

KPK_API size_t kpkeys_alloc_size(const void *pointer) {
  if (!pointer)
    return 0;
  size_t size = lock_block(pointer, "kpkeys_alloc_size")->block_size;
  pthread_mutex_unlock(&lock);
  return size;
}

enum kpk_lookup kpk_heap_find(uintptr_t address, struct kpk_block *block) {
  if (pthread_mutex_trylock(&lock))
    return KPK_BUSY;
  const struct kpk_span *span = kpk_spans_containing(address);
  size_t index = span ? (address - span->base) / span->block_size : 0;
  bool found = span && index < span->num_blocks;
  if (found)
    *block = (struct kpk_block){
        .domain = span->domain,
        .start = span->base + index * span->block_size,
        .size = span->block_size,
        .live = span->live[index / 64] >> index % 64 & 1,
    };
  pthread_mutex_unlock(&lock);
  return found ? KPK_FOUND : KPK_NOT_FOUND;
}

void kpk_heap_fork_prepare(void) { pthread_mutex_lock(&lock); }

void kpk_heap_fork_done(void) { pthread_mutex_unlock(&lock); }
