/* SPDX-License-Identifier: GPL-2.0 */
/* kpkeys of a kernel that has it, and nothing for others. */
#ifndef KPKEYS_ATTACK_PROTECTION_H
#define KPKEYS_ATTACK_PROTECTION_H

#if __has_include(<linux/kpkeys.h>)
#include <linux/kpkeys.h>
#else
#define MSR_IA32_PKRS 0x6e1
#define KPKEYS_PKEY_CRED 2
#define KPKEYS_LVL_CRED 2
#define KPKEYS_LVL_PGTABLE 1
#define kpkeys_set_level(level) ((void)(level), 0ULL)
#define kpkeys_restore(old) ((void)(old))
#define kpkeys_protect_pages(address, count, pkey) ((void)(address), 0)
#endif

#endif
