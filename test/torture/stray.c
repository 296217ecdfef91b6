/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Compiled without the plugin and linked with start.c: must die, which shows
 * that protection is on. */
extern int kpkeys_torture_record;

int main(void) {
  kpkeys_torture_record = 2;
  return 0;
}
