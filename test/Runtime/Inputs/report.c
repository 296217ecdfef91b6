/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* One fault, chosen by the argument, under the fault reporter. */
#define _GNU_SOURCE
#include "records.h"

#include "kpkeys_rt.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

TEST_REGION(page, "cred");
TEST_REGION(secret_page, "secret");

__attribute__((noinline)) void scribble(volatile char *at) { *at = 1; }

__attribute__((noinline)) static char peek(volatile char *at) { return *at; }

static void on_signal(int number) {
  (void)number;
  peek(page.bytes);
}

static void on_signal_at_default(int number) {
  kpkeys_thread_init();
  on_signal(number);
}

static void old_handler(int number) {
  static const char text[] = "the old handler\n";
  (void)number;
  (void)!write(2, text, sizeof text - 1);
  _exit(7);
}

static void run(const char *how) {
  if (!strcmp(how, "global")) {
    scribble(page.bytes + 16);
  } else if (!strcmp(how, "heap")) {
    scribble((char *)kpkeys_alloc("cred", 100) + 24);
  } else if (!strcmp(how, "freed")) {
    char *p = kpkeys_alloc("pgtable", 100);
    kpkeys_free(p);
    scribble(p);
  } else if (!strcmp(how, "read")) {
    peek(secret_page.bytes);
  } else if (!strcmp(how, "level")) {
    kpkeys_set_level(LEVEL_PGTABLE);
    scribble(page.bytes);
  } else if (!strcmp(how, "signal")) {
    signal(SIGUSR1, on_signal);
    raise(SIGUSR1);
  } else if (!strcmp(how, "signal-init")) {
    signal(SIGUSR1, on_signal_at_default);
    kpkeys_set_level(LEVEL_CRED);
    raise(SIGUSR1);
    scribble(page.bytes); /* the interrupted level is back */
  } else if (!strcmp(how, "null")) {
    scribble(NULL);
  } else if (!strcmp(how, "kill")) {
    kill(getpid(), SIGSEGV);
  } else if (!strcmp(how, "fine")) {
    kpkeys_set_level(LEVEL_CRED);
    scribble(page.bytes);
  }
}

int main(int argc, char **argv) {
  const struct rlimit no_core_file = {0, 0};
  if (argc < 2 || setrlimit(RLIMIT_CORE, &no_core_file))
    return 2;
  if (argc > 2 && !strcmp(argv[2], "handler"))
    signal(SIGSEGV, old_handler);
  if (argc > 2 && !strcmp(argv[2], "ignore"))
    signal(SIGSEGV, SIG_IGN);
  if (kpkeys_install_fault_reporter() || kpkeys_init() ||
      kpkeys_install_fault_reporter())
    return 3;
  run(argv[1]);
  puts("survived");
  return 0;
}
