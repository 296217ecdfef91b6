/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Handing signals on; see signals.c. */
#ifndef KPKEYS_RUNTIME_SIGNALS_H
#define KPKEYS_RUNTIME_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

/* Lets the program die of the signal once the handler has returned. */
void kpk_signal_die_of(int signal_number, bool happens_again);
/* Does what the earlier disposition says. */
void kpk_signal_chain(const struct sigaction *previous, int signal_number,
                      siginfo_t *info, void *context);

#endif
