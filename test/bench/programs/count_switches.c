/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Counts the windows of a program built with target=call and linked with
 * --wrap=__kpkeys_enter --wrap=__kpkeys_leave: each goes on to the runtime. The
 * number of switches is written to the file that $BENCH_SWITCHES names, when
 * the program exits.
 */
#include <stdio.h>
#include <stdlib.h>

static unsigned long switches;

void __real___kpkeys_enter(unsigned level);
void __real___kpkeys_leave(unsigned level);

void __wrap___kpkeys_enter(unsigned level) {
  __atomic_fetch_add(&switches, 1, __ATOMIC_RELAXED);
  __real___kpkeys_enter(level);
}

void __wrap___kpkeys_leave(unsigned level) {
  __atomic_fetch_add(&switches, 1, __ATOMIC_RELAXED);
  __real___kpkeys_leave(level);
}

__attribute__((destructor)) static void report(void) {
  const char *path = getenv("BENCH_SWITCHES");
  FILE *file = path ? fopen(path, "w") : NULL;
  if (!file)
    return;
  fprintf(file, "%lu\n", switches);
  fclose(file);
}
