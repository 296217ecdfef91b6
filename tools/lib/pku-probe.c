/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Does this machine enforce protection keys for user pages?
 *
 * Asks the kernel for a key without write permission, keys a page with it,
 * writes to the page, and exits 0 only if that write was stopped with
 * SEGV_PKUERR. Otherwise it prints why not and exits 1. CPU flags alone are
 * not asked: an emulator or a container may show the flag and lack the calls.
 *
 * It does not use the project's runtime: tests and tools ask it before the
 * runtime is built.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void onFault(int Signal, siginfo_t *Info, void *Context) {
  (void)Signal;
  (void)Context;
  _exit(Info->si_code == SEGV_PKUERR ? 0 : 2);
}

static int missing(const char *What) {
  printf("%s: %s\n", What, strerror(errno));
  return 1;
}

int main(void) {
  size_t Size = (size_t)sysconf(_SC_PAGESIZE);
  volatile char *Page = mmap(NULL, Size, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (Page == MAP_FAILED)
    return missing("mmap");
  int Key = pkey_alloc(0, PKEY_DISABLE_WRITE);
  if (Key < 0)
    return missing("pkey_alloc");
  if (pkey_mprotect((void *)Page, Size, PROT_READ | PROT_WRITE, Key) != 0)
    return missing("pkey_mprotect");
  struct sigaction Action = {.sa_sigaction = onFault, .sa_flags = SA_SIGINFO};
  if (sigaction(SIGSEGV, &Action, NULL) != 0)
    return missing("sigaction");
  *Page = 1;
  printf("a write to a read-only key was not stopped\n");
  return 1;
}
