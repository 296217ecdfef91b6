/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Code that the source puts at a level, and functions that are called at one. */
#include <kpkeys.h>
#include <kpkeys_rt.h>
void bystander(void);
extern long bystander_data;

struct task {
  int state, flags;
  long values[4];
} __kpkeys_protected("red");
struct page {
  long owner;
} __kpkeys_protected("blue");

__kpkeys_requires("red") __attribute__((noinline)) void set(struct task *t,
                                                            int n) {
  t->state = n;
}

__kpkeys_level("red") void clear(struct task *t, int n) {
  for (int i = 0; i < n; i++)
    set(t, i);
}

void window_with_call(struct task *t, int n) {
  set(t, n);
  t->flags = n;
}

int scope(struct task *t, int n) {
  kpkeys_scope("red") {
    t->values[0] = bystander_data;
    if (n > 4)
      return 2;
    t->values[1] = n;
  }
  return n + 1;
}

void nested(struct task *t, struct page *p, long n) {
  kpkeys_scope("red") {
    t->values[2] = n;
    kpkeys_scope("blue") { p->owner = n; }
    t->values[3] = n;
  }
}

void calls(struct task *t, int n) {
  kpkeys_scope("red") {
    t->state = n;
    bystander();
    t->flags = n;
  }
}

void by_hand(struct task *t, int n) {
  uint64_t saved = kpkeys_set_level(KPKEYS_LVL_RED);
  *(volatile int *)&t->flags = n;
  kpkeys_restore_pkey_reg(saved);
}
