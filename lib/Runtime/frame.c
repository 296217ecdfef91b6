/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Reads a signal frame: program counter, kind of access, key register.
 *
 * x86-64: PKRU is component 9 of the XSAVE area behind fpregs, at the offset
 * CPUID.(0DH,9):EBX gives (Intel SDM vol. 1, chapter 13; Linux writes the
 * standard, uncompacted format and marks it in sw_reserved). A component whose
 * bit is clear in XSTATE_BV has its initial value, 0. AArch64: the frame's
 * reserved area is a list of records; Linux's ESR record tells the access,
 * its POE record holds POR_EL0. Async-signal-safe; only kpk_frame_resume_at
 * writes.
 */
#define _GNU_SOURCE
#include "frame.h"
#include <string.h>
#include <ucontext.h>

static uint32_t get32(const char *at) {
  uint32_t value;
  memcpy(&value, at, sizeof value);
  return value;
}

static uint64_t get64(const char *at) {
  uint64_t value;
  memcpy(&value, at, sizeof value);
  return value;
}

#if defined(__x86_64__)
#include <cpuid.h>

uintptr_t kpk_frame_pc(const void *context) {
  return (uintptr_t)((const ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
}

uintptr_t kpk_frame_sp(const void *context) {
  return (uintptr_t)((const ucontext_t *)context)->uc_mcontext.gregs[REG_RSP];
}

void kpk_frame_resume_at(void *context, uintptr_t pc) {
  const greg_t trap = 1 << 8, direction = 1 << 10, alignment = 1 << 18;
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  registers[REG_RIP] = (greg_t)pc;
  registers[REG_EFL] &= ~(trap | direction | alignment);
}

enum kpk_access kpk_frame_access(const void *context) {
  const unsigned long error_code_write = 2; /* page fault error code, W/R */
  long error = ((const ucontext_t *)context)->uc_mcontext.gregs[REG_ERR];
  return (unsigned long)error & error_code_write ? KPK_ACCESS_WRITE
                                                 : KPK_ACCESS_READ;
}

static bool saved_pkru(const void *context, uint64_t *value) {
  enum { SW_RESERVED = 464, XSAVE_HEADER = 512, PKRU = 9 };
  const uint32_t fp_xstate_magic1 = 0x46505853;
  const char *area =
      (const char *)((const ucontext_t *)context)->uc_mcontext.fpregs;
  unsigned size, offset, c, d;
  if (!area || get32(area + SW_RESERVED) != fp_xstate_magic1 ||
      !__get_cpuid_count(0xd, PKRU, &size, &offset, &c, &d) || size < 4)
    return false;
  uint64_t in_frame = get64(area + SW_RESERVED + 8);
  uint32_t frame_size = get32(area + SW_RESERVED + 16);
  if (!(in_frame >> PKRU & 1) || offset + 4 > frame_size)
    return false;
  bool initial = !(get64(area + XSAVE_HEADER) >> PKRU & 1);
  *value = initial ? 0 : get32(area + offset);
  return true;
}

bool kpk_frame_register(const void *context, enum kpk_layout layout,
                        uint64_t *value) {
  return layout == KPK_LAYOUT_X86 && saved_pkru(context, value);
}

#elif defined(__aarch64__)

/* The payload of the record with `magic`, or NULL. */
static const char *find_record(const void *context, uint32_t magic) {
  const char *at =
      (const char *)((const ucontext_t *)context)->uc_mcontext.__reserved;
  const char *end =
      at + sizeof((const ucontext_t *)context)->uc_mcontext.__reserved;
  while (end - at >= 16) {
    uint32_t size = get32(at + 4);
    if (get32(at) == magic)
      return at + 8;
    if (!get32(at) || size < 8 || size > (size_t)(end - at))
      break;
    at += size;
  }
  return NULL;
}

uintptr_t kpk_frame_pc(const void *context) {
  return (uintptr_t)((const ucontext_t *)context)->uc_mcontext.pc;
}

uintptr_t kpk_frame_sp(const void *context) {
  return (uintptr_t)((const ucontext_t *)context)->uc_mcontext.sp;
}

void kpk_frame_resume_at(void *context, uintptr_t pc) {
  const uint64_t branch_type = 3u << 10, single_step = 1u << 21;
  mcontext_t *machine = &((ucontext_t *)context)->uc_mcontext;
  machine->pc = pc;
  machine->pstate &= ~(branch_type | single_step);
}

enum kpk_access kpk_frame_access(const void *context) {
  const uint32_t esr_magic = 0x45535201;
  const uint64_t data_abort_write = 1u << 6; /* ESR_EL1 ISS.WnR */
  const char *esr = find_record(context, esr_magic);
  if (!esr)
    return KPK_ACCESS_UNKNOWN;
  return get64(esr) & data_abort_write ? KPK_ACCESS_WRITE : KPK_ACCESS_READ;
}

bool kpk_frame_register(const void *context, enum kpk_layout layout,
                        uint64_t *value) {
  const uint32_t poe_magic = 0x504f4530;
  const char *poe = find_record(context, poe_magic);
  if (layout != KPK_LAYOUT_OVERLAY || !poe)
    return false;
  *value = get64(poe);
  return true;
}

#endif
