/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Protection keys for a machine without them, so that windows made of WRPKRU
 * run there: the instruction is illegal, the runner's signal handler asks
 * fz_emulate to carry it out, and keyed pages follow by mprotect. Linked into
 * the runner in the place of the runtime's own backend and system calls.
 *
 * One thread only; a level that denies reads, and pkey 0, are as on hardware.
 */
#define _GNU_SOURCE
#include "emulated_pku.h"
#include "internal.h"
#include <errno.h>
#include <sys/mman.h>
#include <ucontext.h>

#define MAX_RANGES 4096

static struct range {
  char *start;
  size_t size;
  unsigned key;
} ranges[MAX_RANGES];
static unsigned num_ranges;
static unsigned last_key;
static uint32_t pkru = 0x55555554; /* Linux's first value */

static int protection(unsigned key) {
  unsigned denied = pkru >> (2 * key) & 3;
  if (denied & 1)
    return PROT_NONE;
  return denied & 2 ? PROT_READ : PROT_READ | PROT_WRITE;
}

static void set_register(uint64_t value) {
  uint32_t changed = pkru ^ (uint32_t)value;
  pkru = (uint32_t)value;
  for (unsigned i = 0; i < num_ranges; i++)
    if (changed >> (2 * ranges[i].key) & 3)
      mprotect(ranges[i].start, ranges[i].size, protection(ranges[i].key));
}

static uint64_t get_register(void) { return pkru; }

/* As the CPU: other registers must be zero, or the instruction faults. */
int fz_emulate(void *context) {
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  const unsigned char *code = (const unsigned char *)registers[REG_RIP];
  if (code[0] != 0x0f || code[1] != 0x01 || (uint32_t)registers[REG_RCX] != 0)
    return 0;
  if (code[2] == 0xee) { /* RDPKRU */
    registers[REG_RAX] = pkru;
    registers[REG_RDX] = 0;
  } else if (code[2] == 0xef && (uint32_t)registers[REG_RDX] == 0) {
    set_register((uint32_t)registers[REG_RAX]);
  } else {
    return 0;
  }
  registers[REG_RIP] += 3;
  return 1;
}

int fz_emulated_key_at(const void *address) {
  for (unsigned i = 0; i < num_ranges; i++)
    if ((uintptr_t)address - (uintptr_t)ranges[i].start < ranges[i].size)
      return (int)ranges[i].key;
  return -1;
}

int kpk_sys_pkey_alloc(void) {
  if (last_key == 15) {
    errno = ENOSPC;
    return -1;
  }
  return (int)++last_key;
}

/* The runtime gives back what it does not want; nobody else asks for it. */
int kpk_sys_pkey_free(int pkey) {
  (void)pkey;
  return 0;
}

int kpk_sys_pkey_mprotect(void *start, size_t size, int access, int pkey) {
  (void)access; /* readable and writable */
  for (unsigned i = 0; i < num_ranges; i++)
    if (ranges[i].start == start && ranges[i].size == size)
      ranges[i--] = ranges[--num_ranges];
  if (pkey == 0)
    return mprotect(start, size, PROT_READ | PROT_WRITE);
  if (num_ranges == MAX_RANGES) {
    errno = ENOMEM;
    return -1;
  }
  ranges[num_ranges++] = (struct range){start, size, (unsigned)pkey};
  return mprotect(start, size, protection((unsigned)pkey));
}

static const char *unavailable(void) { return NULL; }

const struct kpk_backend kpk_pku = {
    .name = "pku",
    .layout = KPK_LAYOUT_X86,
    .num_pkeys = 16,
    .unavailable = unavailable,
    .claim = kpk_keys_claim,
    .release = kpk_keys_release,
    .key_pages = kpk_keys_key_pages,
    .unkey_pages = kpk_keys_unkey_pages,
    .read = get_register,
    .write = set_register,
};
