/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* { dg-options "-DWANTED=5" } */
/* { dg-additional-options "-DALSO=6" } */
int wanted;

int main(void) {
  wanted = WANTED + ALSO;
  return wanted == 11 ? 0 : 1;
}
