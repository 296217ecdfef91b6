/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Protected data, so that the program has a policy record. */
#include "kpkeys.h"
int record __kpkeys_protected("protected");
