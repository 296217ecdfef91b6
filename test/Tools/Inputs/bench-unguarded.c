/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define UNGUARDED
#include "bench-right.c"
