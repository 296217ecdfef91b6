/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What the files behind kpkeys_call_at share.
 *
 * call.c checks and counts, call_thread.c gives a thread what a call needs,
 * call_switch.c is the way in and out, in assembly, call_fault.c the way out
 * of a function that faulted.
 */
#ifndef KPKEYS_RUNTIME_CALL_H
#define KPKEYS_RUNTIME_CALL_H

#include "internal.h"
#include "kpkeys_rt.h"
#include <signal.h>

enum kpk_outcome {
  KPK_CALL_RETURNED,
  KPK_CALL_FAULTED,
  KPK_CALL_UNWOUND,
  KPK_CALL_STOPPED
};

/* One call, in ordinary memory. The first fields are the assembly's: it finds
   them by their offsets. */
struct kpk_call {
  uint64_t host_sp; /* 0 before the way in and after the way out */
  long (*function)(void *);
  void *argument;
  char *stack_top;
  uint64_t level_value; /* the whole key register */
  uint64_t host_value;
  long result;

  uintptr_t leave; /* where the way out begins */
  enum kpk_outcome outcome;
  unsigned level;
  bool report;
  bool signals; /* handlers may come in between */
};

/* The thread's call, or NULL. Initial-exec: a signal handler reads it, and so
   does the assembly. */
extern _Thread_local struct kpk_call *volatile kpk_call_current
    __attribute__((tls_model("initial-exec"), visibility("hidden")));

/* A stack for calls. Below it lies a guard that nobody may access. */
enum { KPK_CALL_STACK = 256 * 1024, KPK_CALL_GUARD = 64 * 1024 };

/* call_thread.c: 0 or an errno value. */
/* The top of this thread's stack for calls in memory of a pkey. */
int kpk_call_stack(const struct kpk_state *s, unsigned pkey, char **top);
/* Gives the thread an alternate signal stack unless it has one. */
int kpk_call_alternate_stack(void);
/* Takes the thread out of the kernel's restartable sequences. */
int kpk_call_leave_rseq(void);

/* call_fault.c */
int kpk_call_catch_faults(void);
/* If the signal is a fault of a call's function: has the interrupted thread
   go on at the call's way out. */
bool kpk_call_take_fault(int signal_number, const siginfo_t *info,
                         void *context);

/* call_switch.c */
/* Runs the call. The key register is written only with `switch_register`. */
void kpk_call_switch(struct kpk_call *call, bool switch_register);
/* Whether an address is in the way in or out. */
bool kpk_call_in_switch(uintptr_t pc);
/* NULL, or why this thread cannot change stacks. */
const char *kpk_call_unsupported(void);

#endif
