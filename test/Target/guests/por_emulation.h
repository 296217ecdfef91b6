/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What the two AArch64 shims share: decoding a trapped MRS or MSR of a
 * permission overlay register, and looking for the ISB behind an MSR.
 */
#ifndef KPKEYS_GUESTS_POR_EMULATION_H
#define KPKEYS_GUESTS_POR_EMULATION_H

#include <stdint.h>

/* o0:op1:CRn:CRm:op2, as in bits 19:5 of MRS and MSR. */
enum {
  POR_EL0 = 1 << 14 | 3 << 11 | 10 << 7 | 2 << 3 | 4,
  POR_EL1 = 1 << 14 | 0 << 11 | 10 << 7 | 2 << 3 | 4
};

/* Four bits for each index; 8 and above are reserved and give no access. */
enum { POR_R = 1, POR_X = 2, POR_W = 4, POR_RWX = 7, POR_RESERVED = 8 };

static inline uint64_t por_with(uint64_t por, int index, uint64_t permissions) {
  return (por & ~(15ull << 4 * index)) | permissions << 4 * index;
}

static inline unsigned por_permissions(uint64_t por, int index) {
  unsigned permissions = por >> 4 * index & 15;
  return permissions & POR_RESERVED ? 0 : permissions;
}

static inline int por_is_access(uint32_t instruction, unsigned reg) {
  return (instruction & 0xffd00000) == 0xd5100000 &&
         (instruction >> 5 & 0x7fff) == reg;
}

static inline int por_is_read(uint32_t instruction) {
  return instruction >> 21 & 1;
}

/* Whether an ISB follows the MSR at `p` before any memory access, branch or
   exception. No emulator feels its absence, so the code is read instead. */
static inline int por_isb_follows(const uint32_t *p) {
  for (int i = 1; i < 16; i++) {
    if (p[i] == 0xd5033fdf)
      return 1;
    if ((p[i] & 0x0a000000) == 0x08000000) /* load or store */
      return 0;
    if ((p[i] & 0x1c000000) == 0x14000000 && p[i] >> 24 != 0xd5)
      return 0;
  }
  return 0;
}

#endif
