/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Does the kernel deliver a fault to a thread that may not write pkey 0?
 *
 * It has to write the signal's frame to the alternate stack, which lies there;
 * kernels before Linux 6.12 do so with the thread's own rights, and end the
 * program. Exits 0 if the handler ran, else prints why not and exits 1. Needs
 * protection keys (pku-probe.c).
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static char Stack[65536];
static volatile int Ordinary;

static void onFault(int Signal) {
  (void)Signal;
  _exit(0);
}

static void faultInChild(void) {
  stack_t Alternate = {.ss_sp = Stack, .ss_size = sizeof Stack};
  struct sigaction Action = {.sa_handler = onFault, .sa_flags = SA_ONSTACK};
  if (sigaltstack(&Alternate, NULL) != 0 ||
      sigaction(SIGSEGV, &Action, NULL) != 0)
    _exit(2);
#if defined(__x86_64__)
  const unsigned WriteDisablePkey0 = 2;
  __asm__ volatile("wrpkru" ::"a"(WriteDisablePkey0), "c"(0), "d"(0)
                   : "memory");
#endif
  Ordinary = 1;
  _exit(3);
}

int main(void) {
  int Status = -1;
  pid_t Child = fork();
  if (Child == 0)
    faultInChild();
  if (Child > 0)
    waitpid(Child, &Status, 0);
  if (Status == 0)
    return 0;
  printf("the kernel ends threads that fault while they cannot write pkey 0 "
         "(Linux 6.12 or later does not)\n");
  return 1;
}
