/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Runs each kind of write in a process of its own, on protected memory.
 *
 *   driver windows   each kind must write its value and leave the key
 *                    register as it was
 *   driver twin      each kind must die of SEGV_PKUERR
 *
 * Always built with the plugin: it brings the policy record and prepares the
 * record in windows. Prints one line for each kind that fails and the counts.
 */
#define _GNU_SOURCE
#include "record.h"

#include "kpkeys_rt.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SEGV_PKUERR
#define SEGV_PKUERR 4
#endif

#define PKEY 1 /* of the built-in policy */

enum outcome { WRITTEN, WRONG_VALUE, LEVEL_LEFT_OPEN, KEY_FAULT, OTHER_END };
static const char *const outcome_names[] = {
    "written", "wrong value", "level left open", "key fault", "other end"};

extern char __start_twin_keyed[] __attribute__((weak));
extern char __stop_twin_keyed[] __attribute__((weak));

static unsigned key_register(void) {
  unsigned eax, edx;
  __asm__ volatile("rdpkru" : "=a"(eax), "=d"(edx) : "c"(0));
  return eax;
}

static void on_fault(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)context;
  _exit(info->si_code == SEGV_PKUERR ? KEY_FAULT : OTHER_END);
}

static void prepare(struct rec *r) {
  memset(r, 0, sizeof *r);
  r->link.next = r->link.prev = &r->link;
}

static enum outcome run(const struct kind *kind, struct rec *r) {
  pid_t child = fork();
  if (child == 0) {
    unsigned before = key_register();
    kind->write(r);
    if (key_register() != before)
      _exit(LEVEL_LEFT_OPEN);
    _exit(kind->check(r) ? WRITTEN : WRONG_VALUE);
  }
  int status;
  if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
    return OTHER_END;
  return WEXITSTATUS(status);
}

int main(int argc, char **argv) {
  int twin = argc == 2 && !strcmp(argv[1], "twin");
  if (kpkeys_init())
    return 2;
  struct rec *r = kpkeys_alloc("protected", sizeof *r);
  if (!r)
    return 2;
  size_t keyed = __stop_twin_keyed - __start_twin_keyed;
  if (twin && (!keyed || pkey_mprotect(__start_twin_keyed, keyed,
                                       PROT_READ | PROT_WRITE, PKEY))) {
    perror("pkey_mprotect");
    return 2;
  }
  struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
  sigaction(SIGSEGV, &action, NULL);
  prepare(r);

  enum outcome wanted = twin ? KEY_FAULT : WRITTEN;
  unsigned failed = 0;
  for (unsigned i = 0; i < num_kinds; i++) {
    enum outcome got = run(&kinds[i], r);
    if (got == wanted)
      continue;
    failed++;
    printf("FAIL %s: %s\n", kinds[i].name,
           outcome_names[got <= OTHER_END ? got : OTHER_END]);
  }
  printf("%s: %u kinds, %u as wanted, %u failed\n", argv[1], num_kinds,
         num_kinds - failed, failed);
  return failed != 0;
}
