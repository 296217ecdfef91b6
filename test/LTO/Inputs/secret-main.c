/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Passes a secret to functions of another file that know nothing of it. */
#include "kpkeys.h"
#include "kpkeys_rt.h"
#include <stdio.h>
#include <string.h>

struct __kpkeys_protected("key") key {
  long word[32];
};
static struct key global;

long sum_words(const long *words, int n);
int same_bytes(const void *a, const void *b, unsigned long n);
const long *word_at(const long *words, int n);

__attribute__((noinline)) static long first(struct key k) { return k.word[0]; }

int main(void) {
  if (kpkeys_init())
    return 2;
  struct key *k = kpkeys_alloc("key", sizeof *k);
  for (int i = 0; i < 32; ++i)
    global.word[i] = k->word[i] = i;
  long total = sum_words(k->word, 32) + sum_words(global.word, 32);
  int same = same_bytes(k, &global, sizeof *k);
  total += *word_at(k->word, 8) + first(*k);
  printf("%ld %d\n", total, same);
  return 0;
}
