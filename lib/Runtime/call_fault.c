/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A fault of a function that kpkeys_call_at runs ends the call, not the
 * program.
 *
 * The handler does not jump: it rewrites the interrupted context so that the
 * kernel resumes the thread at the call's way out, with the signal mask and
 * the alternate stack as they were. Whether a fault is the function's is told
 * by where it happened: not on the alternate signal stack, and at the call's
 * level (from the signal frame) or on the call's stack. The stack says nothing
 * where a handler without SA_ONSTACK may have come in between, unless the frame
 * says nothing of the level. All else goes to the handler that was there
 * before.
 */
#define _GNU_SOURCE
#include "call.h"
#include "fault.h"
#include "frame.h"
#include "signals.h"
#include <errno.h>
#include <pthread.h>
#include <ucontext.h>

static const int caught[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP};
#define NUM_CAUGHT (sizeof caught / sizeof *caught)

static struct sigaction previous[NUM_CAUGHT];
static _Thread_local struct kpkeys_call_fault last_fault
    __attribute__((tls_model("initial-exec")));

static bool on_call_stack(const struct kpk_call *call, uintptr_t sp) {
  uintptr_t top = (uintptr_t)call->stack_top;
  return top - sp <= KPK_CALL_STACK + KPK_CALL_GUARD;
}

static bool on_alternate_stack(const void *context, uintptr_t sp) {
  const stack_t *stack = &((const ucontext_t *)context)->uc_stack;
  return sp - (uintptr_t)stack->ss_sp - 1 < stack->ss_size;
}

static bool in_function(const struct kpk_state *s, const struct kpk_call *call,
                        const void *context) {
  uint64_t value;
  uintptr_t sp = kpk_frame_sp(context);
  if (!call->host_sp || on_alternate_stack(context, sp) ||
      kpk_call_in_switch(kpk_frame_pc(context)))
    return false;
  if (kpk_frame_register(context, s->backend->layout, &value)) {
    if (value == call->level_value)
      return true;
    if (call->signals)
      return false;
  }
  return on_call_stack(call, sp);
}

static void describe(const struct kpk_state *s, int signal_number,
                     const siginfo_t *info, const void *context) {
  last_fault = (struct kpkeys_call_fault){
      .signal = signal_number,
      .code = info->si_code,
      .pkey = signal_number == SIGSEGV ? kpk_fault_pkey(s, info) : -1,
      .address = info->si_addr,
      .pc = (const void *)kpk_frame_pc(context),
  };
  if (last_fault.pkey > 0)
    last_fault.domain = kpk_fault_domain(s, (unsigned)last_fault.pkey,
                                         (uintptr_t)info->si_addr);
}

static void report(const struct kpk_state *s, const struct kpk_call *call,
                   const siginfo_t *info, const void *context) {
  const struct kpk_policy *p = &s->policy;
  kpk_line("call: a function at level %s is stopped by signal %d, code %d",
           kpk_string(p, p->levels[call->level].name), last_fault.signal,
           last_fault.code);
  kpk_fault_report(s, last_fault.pkey, info, context);
}

bool kpk_call_take_fault(int signal_number, const siginfo_t *info,
                         void *context) {
  struct kpk_call *call = kpk_call_current;
  const struct kpk_state *s = kpk_state();
  if (!call || !s || info->si_code <= 0 || !in_function(s, call, context))
    return false;
  describe(s, signal_number, info, context);
  if (call->report)
    report(s, call, info, context);
  call->outcome = KPK_CALL_FAULTED;
  kpk_frame_resume_at(context, call->leave);
  return true;
}

KPK_API int kpkeys_call_stop(void *context) {
  struct kpk_call *call = kpk_call_current;
  const struct kpk_state *s = kpk_state();
  if (!call || !s || !in_function(s, call, context))
    return ESRCH;
  call->outcome = KPK_CALL_STOPPED;
  kpk_frame_resume_at(context, call->leave);
  return 0;
}

static void on_signal(int signal_number, siginfo_t *info, void *context) {
  int saved_errno = errno;
  bool taken = kpk_call_take_fault(signal_number, info, context);
  errno = saved_errno;
  for (size_t i = 0; !taken && i < NUM_CAUGHT; ++i)
    if (caught[i] == signal_number)
      kpk_signal_chain(&previous[i], signal_number, info, context);
}

int kpk_call_catch_faults(void) {
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  static size_t installed;
  struct sigaction action = {.sa_sigaction = on_signal,
                             .sa_flags = SA_SIGINFO | SA_ONSTACK};
  int error = 0;
  pthread_mutex_lock(&lock);
  for (; !error && installed < NUM_CAUGHT; installed += !error)
    if (sigaction(caught[installed], &action, &previous[installed]))
      error = errno;
  pthread_mutex_unlock(&lock);
  return error;
}

KPK_API int kpkeys_last_call_fault(struct kpkeys_call_fault *fault) {
  if (!last_fault.signal)
    return ENOENT;
  *fault = last_fault;
  return 0;
}
