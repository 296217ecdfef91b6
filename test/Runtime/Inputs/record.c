/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* An object with just the records. */
#include "records.h"
