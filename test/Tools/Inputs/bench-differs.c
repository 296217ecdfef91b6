/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define DIFFERS
#include "bench-right.c"
