/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Linux's pkey system calls (pkeys(7)), called by number so that no
 * particular C library is needed.
 *
 * Each returns its result, or -1 with errno, and does nothing else.
 */
#define _GNU_SOURCE
#include "internal.h"
#include <sys/syscall.h>
#include <unistd.h>

int kpk_sys_pkey_alloc(void) { return (int)syscall(SYS_pkey_alloc, 0ul, 0ul); }

int kpk_sys_pkey_free(int pkey) { return (int)syscall(SYS_pkey_free, pkey); }

int kpk_sys_pkey_mprotect(void *start, size_t size, int protection, int pkey) {
  return (int)syscall(SYS_pkey_mprotect, start, size, protection, pkey);
}
