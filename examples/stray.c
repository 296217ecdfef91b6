/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Code that the plugin never saw. A real program has no function like this; it
 * has a buffer overflow that does the same. */
void stray_write(const long *place);

void stray_write(const long *place) { *(long *)place = -1; }
