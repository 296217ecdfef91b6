/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What the runner asks of emulated_pku.c, where that is linked. */
#ifndef FUZZ_EMULATED_PKU_H
#define FUZZ_EMULATED_PKU_H

#include <stddef.h>

#define FZ_WEAK __attribute__((weak))

/* Carries out an illegal instruction that is WRPKRU or RDPKRU; 0 if not. */
int fz_emulate(void *context) FZ_WEAK;
/* The pkey of a page, or -1. */
int fz_emulated_key_at(const void *address) FZ_WEAK;
/* The runtime's, here replaced. */
int kpk_sys_pkey_mprotect(void *start, size_t size, int access, int pkey);

#endif
