/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Memory of the domain "zlib" for zlib's states.
 *
 * A stream's own allocator knows no domains. It is asked all the same, with
 * the same sizes, so that a program that counts or limits allocations, as
 * zlib's infcover does, sees what it sees without the plugin.
 */
#include "state_memory.h"
#include "kpkeys.h"
#include "kpkeys_rt.h"
#include <stdint.h>
#include <stdlib.h>

/* Stands before each state. */
struct __kpkeys_protected("zlib") header {
  void *twin; /* the block of the stream's allocator */
  void *padding;
};

/* The tests' main functions are not changed. */
__attribute__((constructor)) static void start(void) {
  if (kpkeys_init() != 0) /* says why itself */
    abort();
}

void *state_alloc(z_streamp strm, uInt size) {
  void *twin = strm->zalloc(strm->opaque, 1, size);
  if (!twin)
    return NULL;
  struct header *block = kpkeys_alloc("zlib", sizeof *block + size);
  if (!block) {
    strm->zfree(strm->opaque, twin);
    return NULL;
  }
  block->twin = twin;
  return block + 1;
}

void state_free(z_streamp strm, const void *state) {
  struct header *block = (struct header *)(uintptr_t)state - 1;
  void *twin = block->twin;
  kpkeys_free(block);
  strm->zfree(strm->opaque, twin);
}
