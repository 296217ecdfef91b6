/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Prints an address, which is another each time: not applicable. */
#include <stdio.h>
int main(void) {
  int local;
  return printf("%p\n", (void *)&local) < 0;
}
