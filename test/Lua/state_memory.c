/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Gives Lua's states (lua_State, and the main one with its global_State)
 * memory of the domain "lua".
 *
 * A lua_Alloc call for a new block carries the kind of object in osize, so a
 * state is recognised when it is born. When it is freed only its size is
 * known: a set of live states tells it from a table of equal size. The set
 * lies in ordinary memory; whoever corrupts it can make Lua free a state to
 * the wrong heap (which kpkeys_free refuses), not write one.
 *
 * Does not grow or shrink states: Lua never asks for it. Not thread-safe, as
 * a Lua state is not.
 */
#include "state_memory.h"
#include "kpkeys_rt.h"
#include "lua.h"
#include <stdint.h>
#include <stdlib.h>

struct live {
  void *state;
  struct live *next;
};

enum { buckets = 1024 };
static struct live *live_states[buckets];

/* Lua has two sizes of state block. Blocks of other sizes, nearly all of
   them, need no look into the set. */
static size_t state_sizes[2];

static struct live **bucket_of(void *state) {
  return &live_states[((uintptr_t)state >> 4) % buckets];
}

static int is_state_size(size_t size) {
  return size == state_sizes[0] || size == state_sizes[1];
}

static void note_size(size_t size) {
  if (!is_state_size(size))
    state_sizes[state_sizes[0] != 0] = size;
}

static void *new_state(size_t size) {
  struct live *entry = malloc(sizeof *entry);
  if (!entry)
    return NULL;
  entry->state = kpkeys_alloc("lua", size);
  if (!entry->state) {
    free(entry);
    return NULL;
  }
  note_size(size);
  struct live **bucket = bucket_of(entry->state);
  entry->next = *bucket;
  *bucket = entry;
  return entry->state;
}

static int free_state(void *state) {
  for (struct live **link = bucket_of(state); *link; link = &(*link)->next) {
    struct live *entry = *link;
    if (entry->state != state)
      continue;
    *link = entry->next;
    free(entry);
    kpkeys_free(state);
    return 1;
  }
  return 0;
}

int state_memory(void **block, size_t osize, size_t nsize) {
  if (!*block) {
    if (osize != LUA_TTHREAD || nsize == 0)
      return 0;
    *block = new_state(nsize);
    return 1;
  }
  if (nsize != 0 || !is_state_size(osize) || !free_state(*block))
    return 0;
  *block = NULL;
  return 1;
}
