/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Memory of the domain "sqlite" for connections and pagers. */
#ifndef STATE_MEMORY_H
#define STATE_MEMORY_H

#include "kpkeys.h"
#include <stddef.h>

/* Zeroed memory for an object of this size. `twin` is the block that SQLite
   would have used. NULL, and twin freed, if there is none; NULL for NULL. */
void *state_new(void *twin, size_t size);

/* Gives back what state_new returned; returns its twin, for SQLite to free. */
void *state_delete(const void *object);

#endif
