/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
int counter;
void count(int by) { counter += by; }
