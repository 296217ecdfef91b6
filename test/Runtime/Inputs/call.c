/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* kpkeys_call_at at a level that writes the secret domain only (STRICT), that
 * may not even read ordinary memory (BLIND), or that writes ordinary memory as
 * well: what returns, what is stopped, and what the caller has afterwards.
 */
#define _GNU_SOURCE
#if defined(STRICT)
#define TEST_SANDBOX                                                           \
  PERMISSIONS(KPKEYS_PERM_R | KPKEYS_PERM_X, KPKEYS_PERM_R, 0, RW)
#elif defined(AS_HANDLER) /* what Linux gives a signal handler */
#define TEST_SANDBOX                                                           \
  PERMISSIONS(RWX, KPKEYS_PERM_W, KPKEYS_PERM_W, KPKEYS_PERM_W)
#elif defined(BLIND)
#define TEST_SANDBOX PERMISSIONS(KPKEYS_PERM_X, 0, 0, RW)
#else
#define TEST_SANDBOX PERMISSIONS(RWX, KPKEYS_PERM_R, 0, 0)
#endif
#include "records.h"

#ifdef BLIND
enum { reads_ordinary = 0, writes_ordinary = 0 };
#elif defined(STRICT)
enum { reads_ordinary = 1, writes_ordinary = 0 };
#else
enum { reads_ordinary = 1, writes_ordinary = 1 };
#endif

#include "called.h"
#include "kpkeys_rt.h"
#include "poe_shim.h"
#include <errno.h>
#include <fenv.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

TEST_REGION(page, "cred");
TEST_REGION(secret_page, "secret");

static int failures;
static volatile sig_atomic_t signals, at_level;
static int hardware; /* rules ordinary memory, and names the pkey */
#ifdef SHIM          /* which works with mprotect */
enum { shim = 1 };
#else
enum { shim = 0 };
#endif

static void check(int ok, const char *what) {
  printf("%s %s\n", ok ? "ok  " : "FAIL", what);
  failures += !ok;
}

static int call(long (*function)(void *), void *argument, long *result) {
  return kpkeys_call_at(LEVEL_SANDBOX, 0, function, argument, result);
}

static uint64_t key_register(void) {
  uint64_t value = kpkeys_set_level(LEVEL_DEFAULT);
  kpkeys_restore_pkey_reg(value);
  return value;
}

static void faults(const char *what, long (*function)(void *), void *argument,
                   int signal_number, int pkey) {
  uint64_t before = key_register();
  sigset_t mask_before, mask; /* of which the kernel has 64 bits */
  stack_t alternate;
  long result = 99;
  struct kpkeys_call_fault fault = {0};
  sigprocmask(SIG_BLOCK, NULL, &mask_before);
  int error = call(function, argument, &result);
  int described = kpkeys_last_call_fault(&fault);
  check(error == EFAULT && described == 0 && result == 99, what);
  check(fault.signal == signal_number &&
            (pkey < -1 || shim || fault.pkey == pkey),
        "  with its signal and pkey");
  sigprocmask(SIG_BLOCK, NULL, &mask);
  sigaltstack(NULL, &alternate);
  check(key_register() == before && !memcmp(&mask, &mask_before, 8) &&
            !(alternate.ss_flags & SS_ONSTACK),
        "  and the caller has its level, mask and stacks");
}

/* Says how the processor rounds. */
static double one_tenth(void) {
  volatile double one = 1, ten = 10; /* rounded up, as a rule */
  volatile long double half = 0.5L;  /* NaN if the x87 stack is full */
  return one / ten + (double)(half + half);
}

static void stopped_writes(void) {
  const double before = one_tenth();
  struct kpkeys_call_fault fault;
  int denied = hardware ? -2 : -1;
  faults("a write to a domain is stopped", write_to, page.bytes + 16, SIGSEGV,
         PKEY_CRED);
  kpkeys_last_call_fault(&fault);
  check(fault.address == page.bytes + 16 &&
            (shim || !strcmp(fault.domain, "cred")) && page.bytes[16] == 0,
        "  at its address, and did not happen");
  if (hardware && !writes_ordinary) {
    faults("a write to ordinary memory is stopped", write_to, (void *)&ordinary,
           SIGSEGV, 0);
    check(ordinary == 5, "  and did not happen");
    int local = 5;
    faults("a write to the caller's stack is stopped", write_to, &local,
           SIGSEGV, 0);
  }
  faults("a null pointer", write_to, NULL, SIGSEGV, denied);
  faults("a stack overflow", overflow, NULL, SIGSEGV, denied);
  faults("a lost return address", lost_return, (void *)0x10, SIGSEGV, denied);
  if (hardware) { /* which tells by the level, and not by the stack */
    faults("a lost stack", lost_stack, (void *)0x1000, SIGSEGV, -1);
    faults("a stack in protected memory", lost_stack, page.bytes + 64, SIGSEGV,
           PKEY_CRED);
  }
  if (writes_ordinary && !shim) /* whose register traps */
    faults("a lost level", lost_level, page.bytes, SIGSEGV, PKEY_CRED);
  check(!call(lost_flags, NULL, NULL), "lost flags");
  faults("a spoilt state", spoil, page.bytes, SIGSEGV, PKEY_CRED);
#if defined(__x86_64__)
  faults("a trap", jump_away, NULL, SIGILL, -1);
#else
  faults("a trap", jump_away, NULL, SIGTRAP, -1);
#endif
  check(one_tenth() == before && fegetround() == FE_TONEAREST,
        "floating point is as it was");
}

static void returns(void) {
  long result = 0, here, there = 0;
  check(!call(sum_on_stack, (void *)38, &result) && result == 42,
        "a function returns its result");
  check(!call(sum_on_stack, (void *)1, NULL), "which is not asked for");
  if (writes_ordinary)
    check(!call(write_to, (void *)&ordinary, NULL) && ordinary == 1,
          "and writes ordinary memory");
  else
    check(!call(write_to, secret_page.bytes + 8, NULL), "and its domain");
  ordinary = 5;
  if (!reads_ordinary)
    return;
  check(!call(add, (void *)1, &result) && result == 64, "and has a stack");
  check(!call(read_from, (void *)&ordinary, &result) && result == 5,
        "and reads");
  SP(here);
  check(!call(where, NULL, &there) &&
            (there > here ? there - here : here - there) > 100000,
        "on a stack of its own");
}

/* The caller's level is not always `default`. */
static void callers_level(void) {
  kpkeys_set_level(LEVEL_PGTABLE);
  const uint64_t before = key_register();
  check(!call(sum_on_stack, NULL, NULL) && key_register() == before,
        "the caller's level is back");
  check(call(write_to, page.bytes, NULL) == EFAULT && key_register() == before,
        "after a fault, too");
  kpkeys_set_level(LEVEL_DEFAULT);
}

static void errors(void) {
  long result = 0;
  check(kpkeys_call_at(99, 0, add, NULL, NULL) == EINVAL, "no such level");
  check(kpkeys_call_at((unsigned)kpkeys_level("none"), 0, add, NULL, NULL) ==
            EINVAL,
        "no such name");
  check(call(NULL, NULL, NULL) == EINVAL, "no function");
  check(kpkeys_call_at(LEVEL_SANDBOX, 128, add, NULL, NULL) == EINVAL,
        "no such flag");
  if (reads_ordinary)
    check(!call(again, NULL, &result) && result == EBUSY, "a call in a call");
  if (reads_ordinary && !writes_ordinary && hardware) {
    if (!setjmp(outside))
      check(call(jump_out, NULL, NULL) == EFAULT, "longjmp out is stopped");
    else
      check(0, "longjmp out is stopped");
  }
}

static void count_signal(int number) {
  (void)number;
  ++signals;
  at_level = ordinary == 5; /* a handler's level: reads and writes */
}

static void call_in_handler(int number) {
  (void)number;
  at_level = call(sum_on_stack, NULL, NULL);
}

/* Interrupted by a timer while it runs. */
static void interrupted(void) {
  struct itimerval often = {{0, 1000}, {0, 1000}}, never = {{0, 0}, {0, 0}};
  long result = 0;
  setitimer(ITIMER_REAL, &often, NULL);
  for (int i = 0; signals < 20 && i < 10000; ++i)
    if (kpkeys_call_at(LEVEL_SANDBOX, KPKEYS_CALL_SIGNALS, spin,
                       (void *)1000000, &result) ||
        result != 3)
      break;
  setitimer(ITIMER_REAL, &never, NULL);
  check(signals >= 20, "or come in between, on the alternate stack");
}

static volatile sig_atomic_t stopped;

static void stop_call(int number, siginfo_t *info, void *context) {
  (void)number, (void)info;
  stopped += kpkeys_call_stop(context) == 0;
}

/* A timer ends endless functions. */
static void stopped_calls(void) {
  struct sigaction action = {.sa_sigaction = stop_call,
                             .sa_flags = SA_ONSTACK | SA_SIGINFO};
  struct itimerval often = {{0, 1000}, {0, 1000}}, never = {{0, 0}, {0, 0}};
  sigaction(SIGALRM, &action, NULL);
  setitimer(ITIMER_REAL, &often, NULL);
  uint64_t before = key_register();
  int good = 0;
  for (int i = 0; i < 20; ++i)
    good +=
        kpkeys_call_at(i & 1 ? LEVEL_SANDBOX : LEVEL_DEFAULT,
                       KPKEYS_CALL_SIGNALS, loop, NULL, NULL) == ECANCELED &&
        key_register() == before;
  setitimer(ITIMER_REAL, &never, NULL);
  check(good == 20 && stopped == 20, "a handler stops calls");
  ucontext_t none;
  getcontext(&none);
  check(kpkeys_call_stop(&none) == ESRCH, "and nothing else");
}

static void asynchronous(void) {
  struct sigaction action = {.sa_handler = count_signal};
  sigaction(SIGUSR1, &action, NULL); /* not on the alternate stack */
  action.sa_flags = SA_ONSTACK;
  sigaction(SIGALRM, &action, NULL);
  if (reads_ordinary) {
    check(!call(raise_signal, NULL, NULL) && signals == 1 && at_level,
          "signals wait for the end of a call");
    interrupted();
    stopped_calls();
  }
  action.sa_handler = call_in_handler;
  sigaction(SIGUSR1, &action, NULL);
  raise(SIGUSR1);
  check(at_level == EBUSY, "no call on the alternate stack");
}

static void *many(void *unused) {
  (void)unused;
  for (int i = 0; i < 100; ++i) {
    long result = 0;
    if (call(sum_on_stack, (void *)38, &result) || result != 42 ||
        call(write_to, page.bytes, NULL) != EFAULT)
      return "wrong";
  }
  return NULL;
}

#ifndef SHIM
static int count_mappings(void) {
  FILE *maps = fopen("/proc/self/maps", "r");
  int lines = 0;
  for (int c; maps && (c = fgetc(maps)) != EOF;)
    lines += c == '\n';
  if (maps)
    fclose(maps);
  return lines;
}

/* A thread gives back its stacks. */
static void short_threads(void) {
  int before = 0;
  for (int i = 0; i < 60; ++i) {
    pthread_t thread;
    pthread_create(&thread, NULL, many, NULL);
    pthread_join(thread, NULL);
    if (i == 10)
      before = count_mappings();
  }
  check(count_mappings() <= before + 4, "ended threads leave nothing");
}
#endif

static void threads(void) {
#ifdef SHIM /* which has one register for all threads */
  check(poe_shim_missing_isbs == 0, "every POR_EL0 write has its ISB");
  check(!many(NULL), "one thread calls and faults");
#else
  pthread_t all[4];
  void *wrong = NULL, *here;
  for (int i = 0; i < 4; ++i)
    pthread_create(&all[i], NULL, many, NULL);
  for (int i = 0; i < 4; ++i) {
    pthread_join(all[i], &here);
    wrong = here ? here : wrong;
  }
  check(!wrong, "four threads call and fault");
  short_threads();
#endif
}

/* With another process on the same CPU, so that the kernel takes it away. */
static void preempted(void) {
  long result = 0;
  cpu_set_t first;
  CPU_ZERO(&first);
  CPU_SET(sched_getcpu(), &first);
  sched_setaffinity(0, sizeof first, &first);
  pid_t rival = fork();
  if (!rival)
    for (;;)
      getppid();
  int error = call(spin, (void *)300000000, &result);
  check(!error && result == 3, "a long call outlasts the kernel's clock");
  check(sched_getcpu() >= 0, "and sched_getcpu works");
  kill(rival, SIGKILL);
}

static void fault_in_handler(int number) {
  (void)number;
  write_to(NULL);
}

/* Faults that are not the function's: of a handler that comes in between, and
   one that someone sends. */
static void not_ours(const char *mode) {
  struct sigaction action = {.sa_handler = fault_in_handler,
                             .sa_flags = SA_ONSTACK};
  sigaction(SIGUSR1, &action, NULL);
  if (!strcmp(mode, "handler"))
    kpkeys_call_at(LEVEL_SANDBOX, KPKEYS_CALL_SIGNALS, raise_signal, NULL,
                   NULL);
  if (!strcmp(mode, "sent"))
    kpkeys_call_at(LEVEL_SANDBOX, 0, send_fault, NULL, NULL);
}

/* What docs/Limitations.md says cannot be had. */
static int limits(const char *mode) {
  struct sigaction action = {.sa_handler = count_signal};
  sigaction(SIGUSR1, &action, NULL); /* without SA_ONSTACK */
  if (!strcmp(mode, "off-stack"))
    kpkeys_call_at(LEVEL_SANDBOX, KPKEYS_CALL_SIGNALS, raise_signal, NULL,
                   NULL);
  const uint64_t before = key_register();
  if (setjmp(outside))
    check(key_register() != before, "longjmp goes on at the level");
  else
    call(jump_out, NULL, NULL);
  return failures != 0;
}

static void older_handler(int number) {
  static const char text[] = "the older handler\n";
  (void)number;
  (void)!write(1, text, sizeof text - 1);
  _exit(7);
}

int main(int argc, char **argv) {
  const char *mode = argc > 1 ? argv[1] : "all";
  setvbuf(stdout, NULL, _IONBF, 0);
  struct sigaction older = {.sa_handler = older_handler};
  sigaction(SIGSEGV, &older, NULL);
#ifdef SHIM
  poe_shim_install();
#endif
  check(kpkeys_call_at(0, 0, add, NULL, NULL) == ENODEV, "before kpkeys_init");
  if (kpkeys_init())
    return 2;
  hardware = !shim && strcmp(kpkeys_backend_name(), "sim") != 0;
  if (!strcmp(mode, "reporter") && kpkeys_install_fault_reporter())
    return 2;
  if (!strcmp(mode, "long")) {
    preempted();
    return failures != 0;
  }
  if (!strcmp(mode, "off-stack") || !strcmp(mode, "jump"))
    return limits(mode);
  returns();
  not_ours(mode);
  stopped_writes();
  if (!strcmp(mode, "late") && kpkeys_install_fault_reporter())
    return 2;
  errors();
  callers_level();
  asynchronous();
  threads();
  if (!strcmp(mode, "report"))
    kpkeys_call_at(LEVEL_SANDBOX, KPKEYS_CALL_REPORT, write_to,
                   argc > 2 ? (void *)&ordinary : page.bytes + 16, NULL);
  printf("%d failed\n", failures);
  if (!strcmp(mode, "outside"))
    write_to(NULL);
  return failures != 0;
}
