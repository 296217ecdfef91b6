/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Readers of memory that may be secret. */
long sum_words(const long *words, int n);
int same_bytes(const void *a, const void *b, unsigned long n);
const long *word_at(const long *words, int n);

long sum_words(const long *words, int n) {
  long total = 0;
  for (int i = 0; i < n; ++i)
    total += words[i];
  return total;
}
int same_bytes(const void *a, const void *b, unsigned long n) {
  const unsigned char *p = a, *q = b;
  for (; n--; ++p, ++q)
    if (*p != *q)
      return 0;
  return 1;
}
const long *word_at(const long *words, int n) { return words + n; }
