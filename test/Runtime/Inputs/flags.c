/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Writes protected data in each common way, then has a
 * child, for each, write as code without windows does. Ends with 0 if all
 * writes succeed and each stray one is stopped. */
#include "kpkeys_rt.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct record {
  int number;
  unsigned low : 3, high : 9;
  char text[24];
  double values[4];
  struct record *next;
} __attribute__((kpkeys_protected("protected")));

struct record global;
static struct record table[4];
struct record *head;

void stray_write(volatile void *address); /* compiled without the plugin */

__attribute__((noinline)) static void fill(struct record *r, int n) {
  r->number = n;
  r->low = n;
  r->high += n;
  for (int i = 0; i < 4; i++)
    r->values[i] = n + i;
  strcpy(r->text, "five");
  memset(r->text + 8, n, 8);
  __atomic_fetch_add(&r->number, 1, __ATOMIC_SEQ_CST);
}

static void stopped(int signal) {
  (void)signal;
  _exit(42);
}

static int is_stopped(volatile void *address) {
  int status;
  pid_t child = fork();
  if (child == 0) {
    signal(SIGSEGV, stopped);
    stray_write(address);
    _exit(0);
  }
  return waitpid(child, &status, 0) == child && WIFEXITED(status) &&
         WEXITSTATUS(status) == 42;
}

int main(int argc, char **argv) {
  (void)argv;
  if (kpkeys_init() != 0)
    return 2;
  fill(&global, argc + 4);
  fill(&table[argc], argc + 5);
  struct record local = table[argc];
  table[2] = local;
  table[3] = global;
  table[3].next = &global;
  if (global.number != 6 || global.low != 5 || global.high != 5 ||
      table[2].number != 7 || table[3].values[3] != 8 ||
      strcmp(global.text, "five") != 0 || table[3].next->text[15] != 5)
    return 3;
  if (!is_stopped(&global.number) || !is_stopped(&table[3].values[1]))
    return 4;
  puts("written, stray writes stopped");
  return 0;
}
