// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// AArch64 Linux user-mode guest with permission overlays from poe_shim.c, for
// qemu-aarch64. How: the record has a page of its own with overlay index
// MACHINE_KEY; SIGSEGV inside machine_try() is recorded and ends that call.
// Exit status: 0 passed, 1 failed, 3 unexpected signal, 120 shim broken.
// With NEGATIVE the shim applies nothing: the checks must fail.
// What it does not do: threads, real POE (no si_code SEGV_PKUERR here).
#define _GNU_SOURCE
#include "../machine.h"
#include "../por_emulation.h"
#include "poe_shim.h"
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PASSED = 0, FAILED = 1, TRAPPED = 3 };

static sigjmp_buf fault_return;
static volatile sig_atomic_t trying;
static void *volatile fault_address;
static volatile int fault_code;

static char page[4096] __attribute__((aligned(4096)));
extern struct record guest_record __attribute__((alias("page")));

uint64_t machine_open_value(void) {
  uint64_t value = 0;
  for (int i = 0; i < 8; i++)
    value = por_with(value, i, i == MACHINE_UNMANAGED_KEY ? POR_R : POR_RWX);
  return value;
}

uint64_t machine_default_value(void) {
  return por_with(machine_open_value(), MACHINE_KEY, POR_R);
}

uint64_t machine_get_register(void) {
  uint64_t value;
  __asm__ volatile("mrs %0, S3_3_C10_C2_4" : "=r"(value));
  return value;
}

void machine_set_register(uint64_t value) {
  __asm__ volatile("msr S3_3_C10_C2_4, %0\n\tisb" ::"r"(value) : "memory");
}

unsigned machine_register_writes(void) { return poe_shim_writes; }
unsigned machine_unsynchronised_writes(void) { return poe_shim_unsynchronised; }

static void on_segv(int signal_number, siginfo_t *info, void *context) {
  (void)signal_number, (void)context;
  if (!trying)
    _exit(TRAPPED);
  fault_address = info->si_addr;
  fault_code = info->si_code;
  siglongjmp(fault_return, 1);
}

struct machine_outcome machine_try(guest_function *function, struct record *r,
                                   long v) {
  struct machine_outcome outcome = {MACHINE_RETURNED, 0, 0};
  trying = 1;
  if (!sigsetjmp(fault_return, 1)) {
    long result = function(r, v);
    outcome.result = result;
  } else {
    // The shim denies by mprotect, so this is what a denied write gives.
    outcome.fault =
        fault_code == SEGV_ACCERR ? MACHINE_WRITE_DENIED : MACHINE_OTHER_FAULT;
    outcome.address = (uintptr_t)fault_address;
  }
  trying = 0;
  return outcome;
}

void machine_print(const char *text) { fputs(text, stdout); }

int main(void) {
  setvbuf(stdout, 0, _IOLBF, 0);
  struct sigaction action = {.sa_sigaction = on_segv, .sa_flags = SA_SIGINFO};
  sigaction(SIGSEGV, &action, 0);
  poe_shim_install();
  machine_set_register(machine_open_value());
  poe_shim_map(page, sizeof page, MACHINE_KEY, PROT_READ | PROT_WRITE);
  return suite_run() ? FAILED : PASSED;
}
