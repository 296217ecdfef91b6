/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Describing faults; see fault.c. */
#ifndef KPKEYS_RUNTIME_FAULT_H
#define KPKEYS_RUNTIME_FAULT_H

#include "internal.h"
#include <signal.h>

/* The managed pkey of a fault, 0 for ordinary memory, or -1. */
int kpk_fault_pkey(const struct kpk_state *s, const siginfo_t *info);
/* The domain's name, or NULL. Never waits. */
const char *kpk_fault_domain(const struct kpk_state *s, unsigned pkey,
                             uintptr_t address);
/* Prints what happened; `pkey` as from kpk_fault_pkey. */
void kpk_fault_report(const struct kpk_state *s, int pkey,
                      const siginfo_t *info, const void *context);

#endif
