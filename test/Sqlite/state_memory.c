/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Memory of the domain "sqlite" for connections and pagers.
 *
 * SQLite allocates what it allocates without the plugin, so that its limits
 * and statistics are the same; the objects themselves lie here.
 */
#include "state_memory.h"
#include "kpkeys_rt.h"
#include "sqlite3.h"
#include <stdint.h>
#include <stdlib.h>

/* Stands before each object. */
struct __kpkeys_protected("sqlite") header {
  void *twin;
  void *padding;
};

/* The programs' main functions are not changed. */
__attribute__((constructor)) static void start(void) {
  if (kpkeys_init() != 0) /* says why itself */
    abort();
}

void *state_new(void *twin, size_t size) {
  if (!twin)
    return NULL;
  struct header *block = kpkeys_alloc("sqlite", sizeof *block + size);
  if (!block) {
    sqlite3_free(twin);
    return NULL;
  }
  block->twin = twin;
  return block + 1;
}

void *state_delete(const void *object) {
  struct header *block = (struct header *)(uintptr_t)object - 1;
  void *twin = block->twin;
  kpkeys_free(block);
  return twin;
}
