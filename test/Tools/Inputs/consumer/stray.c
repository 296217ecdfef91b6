/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Compiled without the plugin: its write has no window. */
void stray_write(const int *place);

void stray_write(const int *place) { *(int *)place = 666; }
