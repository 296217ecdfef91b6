/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Prints other than expected: not applicable. */
#include <stdio.h>
int main(void) { return puts("this") < 0; }
