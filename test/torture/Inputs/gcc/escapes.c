/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Writes through a pointer that was kept in memory: reported, then a fault. */
int number;
int *volatile kept;

int main(void) {
  kept = &number;
  *kept = 5;
  return number - 5;
}
