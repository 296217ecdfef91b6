// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// See poe_shim.h. How: SIGILL on an alternate stack, so that the handler needs
// nothing of the code it interrupts. An instruction that is not an access to
// POR_EL0 gets the default action back and faults again.
// What it does not do: threads, POR_EL1, overlays on instruction fetch.
#define _GNU_SOURCE
#include "poe_shim.h"
#include "../por_emulation.h"
#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

volatile unsigned poe_shim_writes, poe_shim_unsynchronised;

static uint64_t por = POR_RWX; // index 0 open, as Linux starts a process
static struct {
  void *start;
  size_t length;
  int index, protection, applied;
} range;

static void apply_overlay(void) {
#ifndef NEGATIVE
  unsigned permissions = por_permissions(por, range.index);
  int wanted = (permissions & POR_R ? PROT_READ : 0) |
               (permissions & POR_W ? PROT_WRITE : 0) |
               (permissions & POR_X ? PROT_EXEC : 0);
  wanted &= range.protection;
  if (!range.start || wanted == range.applied)
    return;
  if (mprotect(range.start, range.length, wanted))
    _exit(120);
  range.applied = wanted;
#endif
}

void poe_shim_map(void *start, size_t length, int index, int protection) {
  range.start = start;
  range.length = length;
  range.index = index;
  range.protection = protection;
  range.applied = -1;
  apply_overlay();
}

static void on_illegal(int signal_number, siginfo_t *info, void *context) {
  (void)info;
  mcontext_t *machine = &((ucontext_t *)context)->uc_mcontext;
  const uint32_t *pc = (const uint32_t *)machine->pc;
  unsigned target = *pc & 31;
  if (!por_is_access(*pc, POR_EL0)) {
    signal(signal_number, SIG_DFL);
    return;
  }
  if (por_is_read(*pc)) {
    if (target != 31)
      machine->regs[target] = por;
  } else {
    por = target == 31 ? 0 : machine->regs[target];
    poe_shim_writes++;
    if (!por_isb_follows(pc))
      poe_shim_unsynchronised++;
    apply_overlay();
  }
  machine->pc += 4;
}

void poe_shim_install(void) {
  static char stack[65536];
  stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
  struct sigaction action = {.sa_sigaction = on_illegal,
                             .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
  sigaltstack(&alternate, 0);
  sigaction(SIGILL, &action, 0);
}
