/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define HARMLESS
#include "bench-right.c"
