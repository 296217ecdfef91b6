/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Linked to each program: turns protection on before main. */
#include "kpkeys_rt.h"
#include <stdlib.h>

int kpkeys_torture_record; /* protected by the policy; brings its record */

__attribute__((constructor)) static void start(void) {
  if (kpkeys_init() != 0)
    _Exit(125);
  kpkeys_torture_record = 1;
}
