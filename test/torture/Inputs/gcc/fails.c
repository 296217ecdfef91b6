/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Fails whatever compiles it: not applicable. */
int main(void) { return 1; }
