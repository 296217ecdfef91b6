/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* See poe_shim.h. Encodings: Arm ARM, MRS, MSR (register) and POR_EL0. */
#define _GNU_SOURCE
#include "poe_shim.h"
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

enum { NUM_KEYS = 8, MAX_RANGES = 64 };

static uint64_t por = 7; /* pkey 0 open, as Linux starts a process */
static unsigned allocated = 1;
static struct {
  void *start;
  size_t size;
  int pkey;
} ranges[MAX_RANGES];
static int num_ranges;
unsigned poe_shim_missing_isbs, poe_shim_writes;

static void apply(void) {
  for (int i = 0; i < num_ranges; ++i) {
    unsigned granted = por >> (4 * ranges[i].pkey) & 15;
    int protection = 0;
    if (granted < 8)
      protection =
          (granted & 1 ? PROT_READ : 0) | (granted & 4 ? PROT_WRITE : 0);
    if (mprotect(ranges[i].start, ranges[i].size, protection))
      abort();
  }
}

static void forget(void *start, size_t size) {
  for (int i = 0; i < num_ranges; ++i)
    if (ranges[i].start == start && ranges[i].size == size) {
      ranges[i] = ranges[--num_ranges];
      return;
    }
}

/* Looks ahead from the MSR for an ISB. */
static int isb_follows(const uint32_t *p) {
  for (int i = 1; i < 16; ++i) {
    if (p[i] == 0xd5033fdf)
      return 1;
    if ((p[i] & 0x0a000000) == 0x08000000) /* load or store */
      return 0;
    if ((p[i] & 0x1c000000) == 0x14000000 && p[i] >> 24 != 0xd5) /* branch */
      return 0;
  }
  return 0;
}

static void on_ill(int number, siginfo_t *info, void *context) {
  ucontext_t *uc = context;
  const uint32_t *pc = (const uint32_t *)uc->uc_mcontext.pc;
  const uint32_t mrs_por_el0 = 0xd53ba280, msr_por_el0 = 0xd51ba280;
  uint32_t rt = *pc & 31;
  (void)info;
  if ((*pc & ~31u) == mrs_por_el0) {
    if (rt != 31)
      uc->uc_mcontext.regs[rt] = por;
  } else if ((*pc & ~31u) == msr_por_el0) {
    por = rt == 31 ? 0 : uc->uc_mcontext.regs[rt];
    ++poe_shim_writes;
    poe_shim_missing_isbs += !isb_follows(pc);
    apply();
  } else {
    signal(number, SIG_DFL); /* not ours: fault again */
    return;
  }
  uc->uc_mcontext.pc += 4;
}

void poe_shim_install(void) {
  struct sigaction action = {.sa_sigaction = on_ill,
                             .sa_flags = SA_SIGINFO | SA_NODEFER};
  sigaction(SIGILL, &action, NULL);
}

unsigned long __real_getauxval(unsigned long type);
unsigned long __wrap_getauxval(unsigned long type);
unsigned long __wrap_getauxval(unsigned long type) {
  return __real_getauxval(type) | (type == AT_HWCAP2 ? 1ul << 63 : 0);
}

int __wrap_kpk_sys_pkey_alloc(void);
int __wrap_kpk_sys_pkey_alloc(void) {
  for (int k = 1; k < NUM_KEYS; ++k)
    if (!(allocated >> k & 1)) {
      allocated |= 1u << k;
      por |= 7ull << (4 * k);
      return k;
    }
  errno = ENOSPC;
  return -1;
}

int __wrap_kpk_sys_pkey_free(int pkey);
int __wrap_kpk_sys_pkey_free(int pkey) {
  allocated &= ~(1u << pkey);
  return 0;
}

int __wrap_kpk_sys_pkey_mprotect(void *start, size_t size, int protection,
                                 int pkey);
int __wrap_kpk_sys_pkey_mprotect(void *start, size_t size, int protection,
                                 int pkey) {
  if (num_ranges == MAX_RANGES || protection != (PROT_READ | PROT_WRITE) ||
      !(allocated >> pkey & 1)) {
    errno = EINVAL;
    return -1;
  }
  if (!pkey) {
    forget(start, size);
    return mprotect(start, size, protection);
  }
  ranges[num_ranges].start = start;
  ranges[num_ranges].size = size;
  ranges[num_ranges++].pkey = pkey;
  apply();
  return 0;
}
