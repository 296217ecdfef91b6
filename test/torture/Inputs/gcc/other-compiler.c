/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Clang has no nested functions: not applicable. */
int main(void) {
  int n = 0;
  void add(void) { n++; }
  add();
  return n - 1;
}
