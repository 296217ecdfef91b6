/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What the interrupt checks (interrupts.c) need from a machine driver, beside
 * machine.h. The entry code is examples/interrupts/.
 */
#ifndef KPKEYS_GUESTS_INTERRUPTS_H
#define KPKEYS_GUESTS_INTERRUPTS_H

#include "machine.h"

/* Called by the entry code, with the key register as it was. */
void interrupt_handler(long kind, uint64_t interrupted, uint64_t *frame);

/* With `on`, machine_try takes an interrupt after each instruction of the
   function. */
void machine_step(int on);
/* A periodic timer interrupt. */
void machine_timer(int on);
/* Tells the interrupt controller, or the step, that `kind` is served. */
void machine_served(long kind, uint64_t *frame);
/* Writes a byte; returns whether that faulted. Works in handlers, too. */
int machine_store_faults(char *at);

#endif
