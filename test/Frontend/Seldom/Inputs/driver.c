/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Runs each case in a process of its own.
 *
 *   driver windows   each must write what it says
 *   driver twin      each must die of its write
 *
 * Prints a line for each that does not, and the counts. Always built with the
 * plugin: it brings the policy record.
 */
#include "driver.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Makes the record. */
static int policy DOMAIN;

int main(int argc, char **argv) {
  unsigned failed = 0;
  int twin = argc == 2 && strcmp(argv[1], "twin") == 0;
  policy = 1;
  if (kpkeys_init() != 0)
    return 2;
  for (unsigned i = 0; i != num_cases; ++i) {
    int status;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
      _exit(all_cases[i].run(make_record()) ? 0 : 1);
    }
    if (waitpid(child, &status, 0) != child)
      return 2;
    if (twin ? !(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV)
             : status != 0) {
      printf("FAIL %s: status %#x\n", all_cases[i].name, (unsigned)status);
      ++failed;
    }
  }
  printf("%s: %u cases, %u failed\n", argv[1], num_cases, failed);
  return failed != 0;
}
