/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Lua's allocator hook, the part that serves interpreter states. */
#ifndef STATE_MEMORY_H
#define STATE_MEMORY_H

#include <stddef.h>

/* The arguments of a lua_Alloc, with the block by reference. Returns 0 if the
   request is not about an interpreter state; otherwise does it, leaves the
   hook's result in *block (NULL if memory is short) and returns 1. */
int state_memory(void **block, size_t osize, size_t nsize);

#endif
