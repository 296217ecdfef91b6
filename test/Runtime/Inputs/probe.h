/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Tries accesses and tells whether they fault, and how.
 *
 * A handler that leaves by siglongjmp keeps the key register Linux gave it, so
 * each probe puts back the register itself, by kpkeys_set_level and restore.
 */
#ifndef TEST_PROBE_H
#define TEST_PROBE_H

#include "kpkeys_rt.h"
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static sigjmp_buf probe_out;
static siginfo_t probe_info; /* of the last fault */
static int failures;

static void probe_on_segv(int number, siginfo_t *info, void *context) {
  (void)number, (void)context;
  probe_info = *info;
  siglongjmp(probe_out, 1);
}

static inline void probe_install(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = probe_on_segv;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGSEGV, &action, 0);
}

/* At `level`; 1 if the access faulted. */
static inline int faults(unsigned level, volatile char *at, int is_write) {
  volatile uint64_t saved = kpkeys_set_level(level);
  volatile int faulted = 1;
  if (!sigsetjmp(probe_out, 1)) {
    if (is_write)
      *at = 42;
    else
      (void)*at;
    faulted = 0;
  }
  kpkeys_restore_pkey_reg(saved);
  return faulted;
}

static inline int write_faults(unsigned level, volatile void *at) {
  return faults(level, (volatile char *)at, 1);
}

static inline int read_faults(unsigned level, volatile void *at) {
  return faults(level, (volatile char *)at, 0);
}

static inline void check(int ok, const char *what) {
  printf("%s %s\n", ok ? "ok  " : "FAIL", what);
  failures += !ok;
}

static inline int result(void) {
  printf("%d failed\n", failures);
  return failures != 0;
}

#endif
