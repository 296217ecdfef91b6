// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Interrupts inside windows. How: the suite's checks run with an interrupt
// after each instruction of the code under test, so that every place inside
// every window is interrupted; then a timer interrupts a window that waits for
// it. The handler must find the key register at its default, and its stray
// write must fault; that the window's own writes then happen is the suite's to
// see. What it does not do: nest interrupts, or send them between CPUs.
#include "interrupts.h"

enum { TICKS = 3 };

static volatile unsigned inside, outside; // by where the interrupt came
static volatile unsigned raised, strayed; // what the handler found wrong

// In the record's page, beside the record.
static char *prey(void) { return (char *)&guest_record + 4000; }

void interrupt_handler(long kind, uint64_t interrupted, uint64_t *frame) {
  if (interrupted == machine_default_value())
    outside++;
  else
    inside++;
  if (machine_get_register() != machine_default_value())
    raised++;
  if (!machine_store_faults(prey()))
    strayed++;
  machine_served(kind, frame);
}

static long wait_in_window(struct record *r, long v) {
  unsigned enough = inside + TICKS;
  machine_set_register(machine_open_value());
  for (long i = 0; inside != enough && i < 100000000; i++)
    ;
  r->word = v;
  machine_set_register(machine_default_value());
  return r->word;
}

static void check_timer(void) {
  unsigned before = inside;
  machine_timer(1);
  struct machine_outcome outcome =
      machine_try(wait_in_window, &guest_record, 77);
  machine_timer(0);
  machine_set_register(machine_default_value());
  if (inside - before < TICKS)
    suite_fail("timer", "did not interrupt the window");
  else if (outcome.fault != MACHINE_RETURNED || outcome.result != 77)
    suite_fail("timer", "the window's write faulted after an interrupt");
  else
    suite_pass("timer");
}

void interrupts_begin(void) { machine_step(1); }

void interrupts_end(void) {
  machine_step(0);
  unsigned stepped = inside;
  check_timer();
  // A window is several instructions, and each function was run four times.
  if (stepped < 1000 || outside < 1000)
    suite_fail("interrupts", "too few of them came inside windows");
  if (raised)
    suite_fail("interrupts", "a handler did not run at the default level");
  if (strayed)
    suite_fail("interrupts", "a handler's stray write did not fault");
  if (stepped >= 1000 && outside >= 1000 && !raised && !strayed)
    suite_pass("interrupts");
}
