/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Threads that start before and after kpkeys_init, windows that overlap, and
 * the heap from several threads.
 */
#define _GNU_SOURCE
#include "records.h"

#include "kpkeys_rt.h"
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

TEST_REGION(page, "cred");
static pthread_barrier_t barrier;
static int failures;

static void check(int ok, const char *what) {
  printf("%s %s\n", ok ? "ok  " : "FAIL", what);
  failures += !ok;
}

/* A probe for threads: a child process takes the fault. It starts with this
   thread's key register. */
static int dies(int is_write) {
  fflush(stdout);
  pid_t child = fork();
  if (!child) {
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

static void wait_all(void) { pthread_barrier_wait(&barrier); }

static void *older(void *unused) {
  (void)unused;
  wait_all(); /* init happens */
  wait_all();
  if (strcmp(kpkeys_backend_name(), "sim"))
    check(dies(0), "an older thread cannot read");
  check(kpkeys_thread_init() == 0, "thread_init works");
  check(!dies(0), "and gives it reads");
  check(dies(1), "but no writes");
  kpkeys_set_level(LEVEL_CRED);
  check(!dies(1), "which level cred gives");
  return NULL;
}

static void *newer(void *unused) {
  (void)unused;
  check(!dies(0), "a newer thread reads");
  check(dies(1), "and does not write");
  return NULL;
}

static void *holder(void *unused) {
  (void)unused;
  __kpkeys_enter(LEVEL_CRED);
  wait_all(); /* open */
  wait_all(); /* the main thread opened and closed its own window */
  page.bytes[8] = 8;
  __kpkeys_leave(LEVEL_DEFAULT);
  return NULL;
}

static void *traffic(void *number) {
  for (int i = 0; i < 3000; ++i) {
    size_t size = (size_t)(i * 37 % 3000 + 1);
    char *p = kpkeys_alloc("cred", size);
    for (size_t k = 0; k < size; ++k)
      if (p[k])
        return p;
    __kpkeys_enter(LEVEL_CRED);
    memset(p, (int)(long)number, size);
    __kpkeys_leave(LEVEL_DEFAULT);
    if (p[size - 1] != (char)(long)number)
      return p;
    kpkeys_free(p);
  }
  return NULL;
}

static void run_traffic(void) {
  pthread_t threads[4];
  void *wrong = NULL, *here;
  for (long i = 0; i < 4; ++i)
    pthread_create(&threads[i], NULL, traffic, (void *)(i + 1));
  for (int i = 0; i < 4; ++i) {
    pthread_join(threads[i], &here);
    wrong = here ? here : wrong;
  }
  check(!wrong, "four threads allocate and write");
}

int main(void) {
  pthread_t thread;
  pthread_barrier_init(&barrier, NULL, 2);
  pthread_create(&thread, NULL, older, NULL);
  wait_all();
  if (kpkeys_init())
    return 2;
  wait_all();
  pthread_join(thread, NULL);

  pthread_create(&thread, NULL, newer, NULL);
  pthread_join(thread, NULL);

  pthread_create(&thread, NULL, holder, NULL);
  wait_all();
  __kpkeys_enter(LEVEL_CRED);
  page.bytes[4] = 4;
  __kpkeys_leave(LEVEL_DEFAULT);
  check(dies(1), "a child of this thread is not in the other's window");
  wait_all();
  pthread_join(thread, NULL);
  check(page.bytes[8] == 8 && page.bytes[4] == 4, "overlapping windows write");
  check(dies(1), "and all are closed");
  run_traffic();
  return failures != 0;
}
