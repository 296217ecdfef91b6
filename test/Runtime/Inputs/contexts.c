/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Code that comes in between, begins or goes on elsewhere while a level is
 * raised: handlers, threads, processes, jumps, fibers. What each may write, and
 * that the cures of docs/Levels.md help.
 */
#define _GNU_SOURCE
#include "records.h"

#include "kpkeys_rt.h"
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

TEST_REGION(page, "cred");
extern char **environ;
static int failures, hardware;

static void check(int ok, const char *what) {
  printf("%s %s\n", ok ? "ok  " : "FAIL", what);
  failures += !ok;
}

/* A child process takes the fault; it starts with this thread's register. */
static int dies(int is_write) {
  pid_t child = fork();
  if (!child) {
    signal(SIGSEGV, SIG_DFL);
    if (is_write)
      page.bytes[0] = 1;
    else
      (void)*(volatile char *)page.bytes;
    _exit(0);
  }
  int status;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV;
}
static int can_write(void) { return !dies(1); }
static int can_read(void) { return !dies(0); }

/* ---- signals */

static volatile sig_atomic_t read_first, wrote_first, read_then, wrote_then;

static void on_signal(int number) {
  read_first = can_read();
  wrote_first = can_write();
  if (number == SIGUSR1) {
    kpkeys_thread_init();
    read_then = can_read();
    wrote_then = can_write();
  } else if (number == SIGUSR2) {
    KPKEYS_SCOPED_LEVEL(LEVEL_DEFAULT); /* for sim, too */
    read_then = can_read();
    wrote_then = can_write();
  }
}

static void signals(void) {
  signal(SIGUSR1, on_signal);
  signal(SIGUSR2, on_signal);
  uint64_t saved = kpkeys_set_level(LEVEL_CRED);
  if (hardware) {
    raise(SIGUSR1);
    check(!read_first && !wrote_first, "a handler starts without rights");
    check(read_then && !wrote_then, "kpkeys_thread_init gives it default's");
    check(can_write(), "the interrupted level is back");
  }
  raise(SIGUSR2);
  check(read_then && !wrote_then, "a scope in a handler gives default's");
  check(can_write(), "the interrupted level is back");
  kpkeys_restore_pkey_reg(saved);
  check(!can_write() && can_read(), "the level is left");
}

/* ---- jumps */

static jmp_buf plain;
static sigjmp_buf with_mask;

static void raise_and_jump(void) {
  kpkeys_set_level(LEVEL_CRED);
  longjmp(plain, 1);
}

static void jump_from_handler(int number) {
  (void)number;
  siglongjmp(with_mask, 1);
}

static void jumps(void) {
  if (!setjmp(plain))
    raise_and_jump();
  check(can_write(), "longjmp keeps the level it left from");
  check(!kpkeys_thread_init() && !can_write() && can_read(),
        "kpkeys_thread_init where it lands ends it");

  kpkeys_set_level(LEVEL_PGTABLE);
  const uint64_t here = kpkeys_save_pkey_reg();
  if (!setjmp(plain))
    raise_and_jump();
  else
    kpkeys_restore_pkey_reg(here);
  check(!can_write() && kpkeys_save_pkey_reg() == here,
        "or the value saved before setjmp");

  signal(SIGUSR1, jump_from_handler);
  kpkeys_set_level(LEVEL_CRED);
  if (!sigsetjmp(with_mask, 1))
    raise(SIGUSR1);
  if (hardware)
    check(!can_read(), "siglongjmp keeps the handler's register");
  check(!kpkeys_thread_init() && !can_write() && can_read(),
        "until kpkeys_thread_init");
}

/* ---- threads */

static void *is_raised(void *initialise) {
  if (initialise)
    kpkeys_thread_init();
  return can_write() ? "raised" : NULL;
}

static int starts_raised(int create(pthread_t *, const pthread_attr_t *,
                                    void *(*)(void *), void *),
                         void *initialise) {
  pthread_t thread;
  void *raised = NULL;
  uint64_t saved = kpkeys_set_level(LEVEL_CRED);
  create(&thread, NULL, is_raised, initialise);
  if (!can_write())
    check(0, "the creator keeps its level");
  kpkeys_restore_pkey_reg(saved);
  pthread_join(thread, &raised);
  return raised != NULL;
}

static void threads(void) {
  if (hardware) {
    check(starts_raised(pthread_create, NULL),
          "a thread made at a raised level has it");
    check(!starts_raised(pthread_create, "yes"), "until kpkeys_thread_init");
  }
  check(!starts_raised(kpkeys_thread_create, NULL),
        "kpkeys_thread_create starts it at default");
}

/* ---- processes */

static int status_of(pid_t child) {
  int status = -1;
  waitpid(child, &status, 0);
  return status;
}

static void processes(char *program) {
  kpkeys_set_level(LEVEL_CRED);
  pid_t child = fork();
  if (!child)
    _exit(!can_write() || kpkeys_thread_init() || can_write());
  check(!status_of(child), "a forked child is raised until kpkeys_thread_init");

  /* The child writes nothing: it shares this thread's stack. */
  child = vfork();
  if (!child) {
    page.bytes[8] = 8;
    _exit(0);
  }
  check(!status_of(child) && page.bytes[8] == 8 && can_write(),
        "a vfork child writes what its parent may, and the parent goes on");

  char *arguments[] = {program, "exec", NULL};
  child = -1;
  check(!posix_spawn(&child, program, NULL, NULL, arguments, environ) &&
            !status_of(child) && can_write(),
        "posix_spawn works, and the new program starts afresh");
  kpkeys_thread_init();
}

static int after_exec(void) {
  if (kpkeys_save_pkey_reg() || kpkeys_init())
    return 2;
  return can_write();
}

/* ---- fibers */

static ucontext_t main_context, fiber_context;
static char fiber_stack[65536];
static int fiber_was_raised, fiber_cured;

static void fiber(void) {
  fiber_was_raised = can_write();
  swapcontext(&fiber_context, &main_context);
  /* With the cure: its own level, across switches. */
  kpkeys_set_level(LEVEL_PGTABLE);
  const uint64_t mine = kpkeys_save_pkey_reg();
  swapcontext(&fiber_context, &main_context);
  kpkeys_restore_pkey_reg(mine);
  fiber_cured = kpkeys_save_pkey_reg() == mine && !can_write();
}

static void switch_cured(void) {
  const uint64_t mine = kpkeys_save_pkey_reg();
  kpkeys_thread_init();
  swapcontext(&main_context, &fiber_context);
  kpkeys_restore_pkey_reg(mine);
}

static void fibers(void) {
  getcontext(&fiber_context);
  fiber_context.uc_stack.ss_sp = fiber_stack;
  fiber_context.uc_stack.ss_size = sizeof fiber_stack;
  fiber_context.uc_link = &main_context;
  makecontext(&fiber_context, fiber, 0);
  kpkeys_set_level(LEVEL_CRED);
  swapcontext(&main_context, &fiber_context);
  check(fiber_was_raised, "a fiber runs at the level it was switched to from");
  switch_cured();
  check(can_write(), "save and restore keep this fiber's level");
  switch_cured();
  check(fiber_cured && can_write(), "and the other's");
  kpkeys_thread_init();
}

int main(int argc, char **argv) {
  setvbuf(stdout, NULL, _IONBF, 0);
  check(!kpkeys_save_pkey_reg(), "nothing to save before kpkeys_init");
  if (argc > 1)
    return after_exec();
  if (kpkeys_init())
    return 2;
  hardware = strcmp(kpkeys_backend_name(), "sim") != 0;
  signals();
  jumps();
  threads();
  processes(argv[0]);
  fibers();
  printf("%d failed\n", failures);
  return failures != 0;
}
