/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
void stray_write(volatile void *address) { *(volatile int *)address = 5; }
