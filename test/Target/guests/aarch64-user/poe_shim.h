/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Software FEAT_S1POE for Linux user mode. On a CPU (or qemu-aarch64) without
 * POE, accesses to POR_EL0 raise SIGILL; the handler emulates them and applies
 * the overlay with mprotect. One thread. With NEGATIVE, nothing is applied.
 */
#ifndef KPKEYS_GUESTS_POE_SHIM_H
#define KPKEYS_GUESTS_POE_SHIM_H

#include <stddef.h>
#include <stdint.h>

void poe_shim_install(void);

/* Gives the page range overlay index `index` and base permissions `protection`
   (PROT_*). The shim holds one range. */
void poe_shim_map(void *start, size_t length, int index, int protection);

/* Writes to the register so far; those with no ISB before the next memory
   access or branch. */
extern volatile unsigned poe_shim_writes, poe_shim_unsynchronised;

#endif
