/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What comes in between, begins or goes on elsewhere while a kpkeys_scope is
 * open: a handler, a thread, a process, a jump. The probe is compiled with the
 * plugin off (PROBE).
 */
#define _GNU_SOURCE
#ifdef PROBE
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
int can_write(volatile char *at);
/* A child process takes the fault; it starts with this thread's register. */
int can_write(volatile char *at) {
  pid_t child = fork();
  if (!child) {
    *at = 1;
    _exit(0);
  }
  int status;
  waitpid(child, &status, 0);
  return !status;
}
#else
#include <kpkeys.h>
#include <kpkeys_rt.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
struct red {
  char bytes[64];
} __kpkeys_protected("red");
int can_write(const volatile char *at);
static struct red *red;
static int failures;
static volatile sig_atomic_t in_handler;
static jmp_buf out;

static void check(int ok, const char *what) {
  printf("%s %s\n", ok ? "ok  " : "FAIL", what);
  failures += !ok;
}
static int writable(void) { return can_write(red->bytes); }

static void on_signal(int number) {
  (void)number;
  in_handler = writable();
}
static void *thread(void *unused) {
  (void)unused;
  return writable() ? "raised" : NULL;
}
static int is_raised(int create(pthread_t *, const pthread_attr_t *,
                                void *(*)(void *), void *)) {
  pthread_t made;
  void *raised = NULL;
  kpkeys_scope("red") { create(&made, NULL, thread, NULL); }
  pthread_join(made, &raised);
  return raised != NULL;
}
static void jump(void) {
  kpkeys_scope("red") {
    if (writable())
      longjmp(out, 1);
  }
}

int main(void) {
  if (kpkeys_init())
    return 2;
  red = kpkeys_alloc("red", sizeof *red);
  signal(SIGUSR1, on_signal);
  int during = 0, after = 0, child = 0;
  kpkeys_scope("red") {
    during = writable();
    raise(SIGUSR1);
    after = writable();
    pid_t forked = fork();
    if (!forked)
      _exit(writable());
    waitpid(forked, &child, 0);
  }
  check(during && !writable(), "a scope is open inside only");
  check(!in_handler && after, "a handler is not in the scope, and leaves it");
  check(WEXITSTATUS(child) == 1, "a forked child is in the scope");
  check(is_raised(pthread_create), "a thread made in it has its level");
  check(!is_raised(kpkeys_thread_create), "kpkeys_thread_create has not");
  if (!setjmp(out))
    jump();
  check(!writable(), "longjmp leaves the scope");
  printf("%d failed\n", failures);
  return failures != 0;
}
#endif
