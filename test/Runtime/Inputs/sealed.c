/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A stray write into the runtime's own tables, chosen by the argument. */
#include "../../../lib/Runtime/internal.h"
#include "records.h"

#include "kpkeys_rt.h"
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  if (kpkeys_init())
    return 2;
  const struct kpk_state *state = kpk_state();
  if (!strcmp(what, "state"))
    ((struct kpk_state *)state)->managed = 0;
  else if (!strcmp(what, "levels"))
    ((uint64_t *)state->values)[LEVEL_DEFAULT] = 0;
  else if (!strcmp(what, "backend"))
    ((struct kpk_backend *)state->backend)->write = NULL;
  puts(state->values[LEVEL_DEFAULT] ? "survived" : "impossible");
  return 0;
}
