/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What the checks (suite.c) need from a guest's machine. One driver per
 * machine implements it: x86-pks, aarch64-el1, aarch64-user.
 */
#ifndef KPKEYS_GUESTS_MACHINE_H
#define KPKEYS_GUESTS_MACHINE_H

#include "protected.h"

#include <stdint.h>

typedef long guest_function(struct record *, long);

enum machine_fault {
  MACHINE_RETURNED,     /* no fault */
  MACHINE_WRITE_DENIED, /* a write that the protection denies */
  MACHINE_OTHER_FAULT
};

struct machine_outcome {
  enum machine_fault fault;
  uintptr_t address; /* of the fault */
  long result;       /* if it returned */
};

/* Hardware index of guest_record's page, that is of the built-in policy's
   domain, and one that the policy does not manage: windows must leave that one
   as it is. */
enum { MACHINE_KEY = 1, MACHINE_UNMANAGED_KEY = 6 };

/* Values of the key register. Default: MACHINE_KEY can be read only. Open: it
   can be written too. In both, MACHINE_UNMANAGED_KEY can be read only. */
uint64_t machine_default_value(void);
uint64_t machine_open_value(void);

uint64_t machine_get_register(void);
void machine_set_register(uint64_t value);

struct machine_outcome machine_try(guest_function *function, struct record *r,
                                   long v);

/* Writes to the key register so far, and how many of them had no context
   synchronisation before the next memory access or branch. A machine that does
   not count answers 0. */
unsigned machine_register_writes(void);
unsigned machine_unsynchronised_writes(void);

void machine_print(const char *text);

/* The shared checks. Returns the number that failed. */
int suite_run(void);
void suite_pass(const char *name);
void suite_fail(const char *name, const char *why);

/* With GUEST_INTERRUPTS (interrupts.c): around the checks of the code under
   test. */
void interrupts_begin(void);
void interrupts_end(void);

#endif
