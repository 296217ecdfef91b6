/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Bits of flag words are exchanged by compare-and-swap. The first guess is
 * seldom right, so each word takes a second try. */
#include "harness/bench.h"

enum { WORDS = 32 };

struct __kpkeys_protected("cred") flags {
  unsigned long word;
};

UNMEASURED static void prepare(struct arena *a) {
  struct flags *f = a->cred;
  for (unsigned long i = 0; i < WORDS; ++i)
    f[i].word = i + 1;
}

static inline void set_mask_bits(struct flags *f, unsigned long mask,
                                 unsigned long bits) {
  unsigned long old = 0;
  GUARDED(cred) {
    while (!__atomic_compare_exchange_n(&f->word, &old, (old & ~mask) | bits, 0,
                                        __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)) {
    }
  }
}

void run(struct arena *a) {
  struct flags *f = a->cred;
  for (unsigned long i = 0; i < WORDS; ++i)
    set_mask_bits(&f[i], 0xff00, i << 8);
}

UNMEASURED static unsigned long check(const struct arena *a) {
  const struct flags *f = a->cred;
  unsigned long sum = 0;
  for (unsigned i = 0; i < WORDS; ++i)
    sum = mix(sum, f[i].word);
  return sum;
}

KERNEL;
