/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
struct record {
  int a, b[8];
} __attribute__((kpkeys_protected("protected")));

struct record global;

void write(struct record *r, int n) {
  for (int i = 0; i < 8; i++)
    r->b[i] = n;
  r->a += global.a++;
}
