/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Lists every instruction that writes PKU-protected memory outside a window:
 * what a program with a missed write does, said at once for all of them
 * instead of dying at the first. Load it with LD_PRELOAD:
 *   KPKEYS_MISSED_WRITES=FILE LD_PRELOAD=./missed_writes.so program
 *
 * On a protection-key fault the handler notes the instruction, gives the
 * interrupted code all keys and lets it run for one instruction (the trap
 * flag); the trap puts the key register back. FILE gets one line for each
 * instruction: COUNT MODULE+OFFSET; it is not made if there is none. A
 * diagnostic tool: while it is loaded
 * nothing is protected, and it knows only x86-64 Linux.
 */
#define _GNU_SOURCE
#include <cpuid.h>
#include <dlfcn.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

enum { max_sites = 4096, pkru_component = 9, trap_flag = 0x100 };

static struct {
  uintptr_t ip;
  unsigned long count;
} sites[max_sites];
static unsigned num_sites;
static uint32_t pkru_offset, saved_pkru;
static int stepping;

static uint32_t *pkru_of(ucontext_t *context) {
  return (uint32_t *)((char *)context->uc_mcontext.fpregs + pkru_offset);
}

/* Its own bit in XSTATE_BV: without it the kernel would load zero anyway,
   which is what stepping wants, but not what the trap wants. */
static void set_pkru(ucontext_t *context, uint32_t value) {
  uint64_t *xstate_bv = (uint64_t *)((char *)context->uc_mcontext.fpregs + 512);
  *pkru_of(context) = value;
  *xstate_bv |= 1ull << pkru_component;
}

static uint32_t get_pkru(ucontext_t *context) {
  uint64_t *xstate_bv = (uint64_t *)((char *)context->uc_mcontext.fpregs + 512);
  return *xstate_bv >> pkru_component & 1 ? *pkru_of(context) : 0;
}

static void note(uintptr_t ip) {
  for (size_t probe = ip % max_sites, n = 0; n < max_sites; ++n) {
    if (sites[probe].ip == 0) {
      sites[probe].ip = ip;
      ++num_sites;
    }
    if (sites[probe].ip == ip) {
      ++sites[probe].count;
      return;
    }
    probe = (probe + 1) % max_sites;
  }
}

static void on_fault(int signal, siginfo_t *info, void *raw) {
  ucontext_t *context = raw;
  if (info->si_code != SEGV_PKUERR || stepping) {
    struct sigaction standard = {.sa_handler = SIG_DFL};
    sigaction(signal, &standard, NULL);
    return;
  }
  note((uintptr_t)context->uc_mcontext.gregs[REG_RIP]);
  saved_pkru = get_pkru(context);
  set_pkru(context, 0);
  context->uc_mcontext.gregs[REG_EFL] |= trap_flag;
  stepping = 1;
}

static void on_trap(int signal, siginfo_t *info, void *raw) {
  ucontext_t *context = raw;
  set_pkru(context, saved_pkru);
  context->uc_mcontext.gregs[REG_EFL] &= ~(long long)trap_flag;
  stepping = 0;
}

__attribute__((constructor)) static void start(void) {
  uint32_t eax, ebx, ecx, edx;
  if (!getenv("KPKEYS_MISSED_WRITES"))
    return;
  if (!__get_cpuid_count(0xd, pkru_component, &eax, &ebx, &ecx, &edx) || !ebx) {
    fprintf(stderr, "missed_writes: no PKRU in this CPU's XSAVE area\n");
    exit(125);
  }
  pkru_offset = ebx;
  static char stack[65536]; /* the program's own may be what overflowed */
  stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
  sigaltstack(&alternate, NULL);
  struct sigaction action = {.sa_flags = SA_SIGINFO | SA_ONSTACK};
  action.sa_sigaction = on_fault;
  sigaction(SIGSEGV, &action, NULL);
  action.sa_sigaction = on_trap;
  sigaction(SIGTRAP, &action, NULL);
}

__attribute__((destructor)) static void finish(void) {
  const char *path = getenv("KPKEYS_MISSED_WRITES");
  FILE *file = path && num_sites ? fopen(path, "w") : NULL;
  if (!file)
    return;
  for (size_t i = 0; i < max_sites; ++i) {
    Dl_info module;
    if (!sites[i].ip)
      continue;
    if (!dladdr((void *)sites[i].ip, &module))
      module = (Dl_info){"?", NULL, NULL, NULL};
    fprintf(file, "%lu %s+0x%lx\n", sites[i].count, module.dli_fname,
            sites[i].ip - (uintptr_t)module.dli_fbase);
  }
  fclose(file);
}
