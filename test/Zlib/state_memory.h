/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Memory of the domain "zlib" for zlib's states. */
#ifndef STATE_MEMORY_H
#define STATE_MEMORY_H

#include "zlib.h"

/* Zeroed memory for a state of this size, or NULL if it, or the stream's own
   allocator, has none. */
void *state_alloc(z_streamp strm, uInt size);

/* Gives back what state_alloc returned. */
void state_free(z_streamp strm, const void *state);

#endif
