/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* kpkeys_call_at: runs a function at a level that may be less than `default`.
 *
 * At such a level even the stack cannot be written: the function gets one in
 * memory of a pkey that the level can write, and what happens around it lives
 * in assembly (call_switch.c) and signal handlers (call_fault.c). Errors are
 * returned, not put into errno, which is ordinary memory too.
 * Does not look at what the function does: it is no defence against code that
 * executes WRPKRU, MSR or system calls of its own.
 */
#define _GNU_SOURCE
#include "call.h"
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

_Thread_local struct kpk_call *volatile kpk_call_current;

static unsigned granted(const struct kpk_state *s, unsigned level,
                        unsigned pkey) {
  if (!pkey && !kpk_pkey_name(&s->policy, 0))
    return KPKEYS_PERM_R | KPKEYS_PERM_W |
           KPKEYS_PERM_X; /* no level rules it */
  return s->policy.levels[level].permissions >> (4 * pkey) & 15;
}

static bool can_write(const struct kpk_state *s, unsigned level,
                      unsigned pkey) {
  unsigned needed = KPKEYS_PERM_R | KPKEYS_PERM_W;
  return (granted(s, level, pkey) & needed) == needed;
}

/* The pkey of the stack: the lowest that the level can write, or -1. */
static int stack_pkey(const struct kpk_state *s, unsigned level) {
  if (s->backend->layout == KPK_LAYOUT_OVERLAY && s->backend != &kpk_sim &&
      !(granted(s, level, 0) & KPKEYS_PERM_X))
    return -1; /* overlays rule execution as well */
  for (unsigned k = 0; k < s->backend->num_pkeys; ++k)
    if (kpk_pkey_name(&s->policy, k) || !k)
      if (can_write(s, level, k))
        return (int)k;
  return -1;
}

static int prepare(const struct kpk_state *s, struct kpk_call *call) {
  int pkey = stack_pkey(s, call->level);
  if (pkey < 0)
    return EACCES;
  int error = kpk_call_unsupported() ? ENOTSUP : kpk_call_alternate_stack();
  if (!error)
    error = kpk_call_stack(s, (unsigned)pkey, &call->stack_top);
  if (!error && !can_write(s, call->level, 0))
    error = kpk_call_leave_rseq();
  return error ? error : kpk_call_catch_faults();
}

/* The kernel's own call: the C library's would leave signals of its own open,
   whose handlers do not run on the alternate stack. */
static void set_signal_mask(const uint64_t *mask, uint64_t *old) {
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, mask, old, sizeof *mask);
}

static uint64_t all_but_faults(void) {
  uint64_t faults = 1ull << (SIGSEGV - 1) | 1ull << (SIGBUS - 1) |
                    1ull << (SIGFPE - 1) | 1ull << (SIGILL - 1) |
                    1ull << (SIGTRAP - 1) | 1ull << (SIGSYS - 1);
  return ~faults;
}

static void run(const struct kpk_state *s, struct kpk_call *call) {
  bool in_software = s->backend == &kpk_sim;
  call->host_value = s->backend->read();
  call->level_value = (call->host_value & ~s->managed) | s->values[call->level];
  if (in_software)
    s->backend->write(call->level_value);
  kpk_call_current = call;
  kpk_call_switch(call, !in_software);
  kpk_call_current = NULL;
  if (in_software)
    s->backend->write(call->host_value);
}

KPK_API int kpkeys_call_at(unsigned level, unsigned flags,
                           long (*function)(void *), void *argument,
                           long *result) {
  const struct kpk_state *s = kpk_state();
  if (!s)
    return ENODEV;
  if (kpk_call_current)
    return EBUSY;
  if (level >= s->num_levels || !function ||
      flags & ~(KPKEYS_CALL_REPORT | KPKEYS_CALL_SIGNALS))
    return EINVAL;
  struct kpk_call call = {.function = function,
                          .argument = argument,
                          .level = level,
                          .report = flags & KPKEYS_CALL_REPORT,
                          .signals = flags & KPKEYS_CALL_SIGNALS};
  int error = prepare(s, &call);
  if (error)
    return error;
  uint64_t blocked = all_but_faults(), mask = 0;
  if (!call.signals)
    set_signal_mask(&blocked, &mask);
  run(s, &call);
  if (!call.signals)
    set_signal_mask(&mask, NULL);
  switch (call.outcome) {
  case KPK_CALL_RETURNED:
    break;
  case KPK_CALL_FAULTED:
    return EFAULT;
  case KPK_CALL_UNWOUND:
    return KPKEYS_CALL_UNWOUND;
  case KPK_CALL_STOPPED:
    return ECANCELED;
  }
  if (result)
    *result = call.result;
  return 0;
}
