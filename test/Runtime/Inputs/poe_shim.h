/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Software FEAT_S1POE for AArch64 user mode, on a machine (or qemu-aarch64)
 * that has none: an access to POR_EL0 raises SIGILL; the handler emulates it
 * and applies the overlay with mprotect. Link with
 *   -Wl,--wrap=getauxval,--wrap=kpk_sys_pkey_alloc,--wrap=kpk_sys_pkey_free,
 *       --wrap=kpk_sys_pkey_mprotect
 * so that the runtime sees HWCAP2_POE and gets its pkeys from here.
 * One thread only.
 */
#ifndef TEST_POE_SHIM_H
#define TEST_POE_SHIM_H

void poe_shim_install(void);
/* POR_EL0 writes with no ISB before the next memory access or branch. */
extern unsigned poe_shim_missing_isbs;
/* POR_EL0 writes seen. */
extern unsigned poe_shim_writes;

#endif
