/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What verify.sh makes its first objects of: a bit of everything that is
   recorded, in little code. No data: its pages would be most of an object. */
struct __attribute__((kpkeys_protected("red"))) task {
  int state;
  long values[4];
};
struct __attribute__((kpkeys_protected("blue"))) page {
  unsigned char flags;
};
void outside(long *p);

void both(struct task *t, struct page *p, long n) {
  t->state = 1;
  for (long i = 0; i < n; i++)
    t->values[i & 3] = i;
  p->flags |= 2;
}

__attribute__((kpkeys_level("red"))) void at_level(struct task *t, long *p) {
  t->state = 2;
  outside(p);
}
