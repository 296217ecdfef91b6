/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Handing signals on to who had them before the runtime.
 *
 * Called in signal handlers; async-signal-safe. The earlier handler's mask and
 * flags are not applied: it runs as ours does.
 */
#define _GNU_SOURCE
#include "signals.h"
#include <stddef.h>

/* A fault of the hardware happens again, for the default action, when the
   handler returns. A signal that someone sent, and a fault that another
   thread's sim window may have made good, do not: those are sent again, and
   arrive when the handler returns and the signal is no longer blocked. */
void kpk_signal_die_of(int signal_number, bool happens_again) {
  struct sigaction action = {.sa_handler = SIG_DFL};
  sigaction(signal_number, &action, NULL);
  if (!happens_again)
    raise(signal_number);
}

void kpk_signal_chain(const struct sigaction *previous, int signal_number,
                      siginfo_t *info, void *context) {
  /* A trap is reported after its instruction and does not happen again. */
  bool again = info->si_code > 0 && signal_number != SIGTRAP;
  if (previous->sa_flags & SA_SIGINFO)
    previous->sa_sigaction(signal_number, info, context);
  else if (previous->sa_handler == SIG_DFL)
    kpk_signal_die_of(signal_number, again);
  else if (previous->sa_handler != SIG_IGN)
    previous->sa_handler(signal_number);
  else if (info->si_code > 0)
    kpk_signal_die_of(signal_number, again); /* a fault cannot be ignored */
}
