/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Fails in its protected build alone: the runner must say so. */
#include <string.h>
#include <unistd.h>
int main(void) {
  char where[4096];
  return !getcwd(where, sizeof where) || strstr(where, "protected");
}
