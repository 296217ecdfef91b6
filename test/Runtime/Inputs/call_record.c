/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A record whose level sandbox writes the secret domain only. */
#define TEST_SANDBOX                                                           \
  PERMISSIONS(KPKEYS_PERM_R | KPKEYS_PERM_X, KPKEYS_PERM_R, 0, RW)
#include "records.h"

extern const int level_writing, level_reading;
const int level_writing = LEVEL_CRED, level_reading = LEVEL_SANDBOX;
