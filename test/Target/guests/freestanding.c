// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The memory functions that a compiler may call in a guest without a C library.
// How: plain byte loops, never instrumented; a window that holds a copy or a
// fill reaches them with the key open. What it does not do: run fast.
#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int value, size_t n);

void *memcpy(void *restrict to, const void *restrict from, size_t n) {
  for (size_t i = 0; i < n; i++)
    ((char *)to)[i] = ((const char *)from)[i];
  return to;
}

void *memmove(void *to, const void *from, size_t n) {
  char *t = to;
  const char *f = from;
  if (t < f)
    for (size_t i = 0; i < n; i++)
      t[i] = f[i];
  else
    while (n--)
      t[n] = f[n];
  return to;
}

void *memset(void *to, int value, size_t n) {
  for (size_t i = 0; i < n; i++)
    ((char *)to)[i] = (char)value;
  return to;
}
