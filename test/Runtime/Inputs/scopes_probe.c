/* What scopes.c needs to be compiled without the plugin: what the register says,
   and functions that nobody knows. */
#include "scopes_probe.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int failures;

unsigned open_now(void) {
  unsigned pkru, high;
  __asm__ volatile("rdpkru" : "=a"(pkru), "=d"(high) : "c"(0));
  unsigned red = !(pkru >> 2 & 3), blue = !(pkru >> 4 & 3);
  return red * RED | blue * BLUE;
}

void expect_at(unsigned wanted, int line) {
  unsigned open = open_now();
  if (open == wanted)
    return;
  printf("line %d: %u is open, and should be %u\n", line, open, wanted);
  ++failures;
}

void call_back(void (*f)(void *), void *data) { f(data); }

int *hidden(const void *where) { return (int *)(uintptr_t)where; }

void poke(int *where, int value) { *(volatile int *)where = value; }

void leap(jmp_buf where) { longjmp(where, 1); }
void leap_unseen(jmp_buf where) { longjmp(where, 2); }
