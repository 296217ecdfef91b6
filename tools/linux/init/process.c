// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Phases that make and end processes and threads.
#define _GNU_SOURCE
#include "workload.h"
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST = 512 };
static pid_t children[MOST];
static int gate[2];

static void make_waiting_children(unsigned times) {
  check(times <= MOST);
  for (unsigned i = 0; i < times; ++i) {
    children[i] = fork();
    check(children[i] >= 0);
    if (children[i] == 0) {
      wait_for(gate[0]);
      _exit(0);
    }
  }
}

static void collect(unsigned times) {
  for (unsigned i = 0; i < times; ++i)
    finished(children[i]);
}

// Only the making is counted.
static void run_fork(unsigned times) {
  check(pipe(gate) == 0);
  mark_begin();
  make_waiting_children(times);
  mark_end();
  release(gate[1], times);
  collect(times);
}

// Only the ending is counted.
static void run_exit(unsigned times) {
  check(pipe(gate) == 0);
  make_waiting_children(times);
  usleep(100000);
  mark_begin();
  release(gate[1], times);
  collect(times);
  mark_end();
}

// One process that executes itself again and again.
static void run_exec(unsigned times) {
  char number[20];
  int n = 0;
  for (unsigned left = times, power = 1000000; power; power /= 10)
    number[n++] = (char)('0' + left / power % 10);
  number[n] = 0;
  pid_t child = vfork();
  check(child >= 0);
  if (child == 0) {
    mark_begin();
    execl(own_path, own_path, "--chain", number, NULL);
    _exit(127);
  }
  finished(child);
  mark_end();
}

// fork, exec, exit and wait.
static void run_processes(unsigned times) {
  mark_begin();
  for (unsigned i = 0; i < times; ++i) {
    char status[4] = {(char)('0' + i % 10), 0};
    pid_t child = fork();
    check(child >= 0);
    if (child == 0) {
      execl(own_path, own_path, "--leave", status, NULL);
      _exit(127);
    }
    int got;
    check(waitpid(child, &got, 0) == child);
    check(WIFEXITED(got) && WEXITSTATUS(got) == (int)(i % 10), "status %#x",
          got);
  }
  mark_end();
}

// Processes that fork at the same time, on all CPUs.
static int fork_tree(unsigned depth) {
  if (depth == 0)
    return 0;
  pid_t first = start(fork_tree, depth - 1);
  pid_t second = start(fork_tree, depth - 1);
  finished(second);
  finished(first);
  return 0;
}

static void run_storm(unsigned times) {
  mark_begin();
  for (unsigned i = 0; i < times; ++i)
    in_child(fork_tree, 5);
  mark_end();
}

static atomic_uint threads_ran;
static void *thread_body(void *argument) {
  (void)argument;
  atomic_fetch_add(&threads_ran, 1);
  return NULL;
}

static void run_threads(unsigned times) {
  mark_begin();
  for (unsigned i = 0; i < times; ++i) {
    pthread_t threads[4];
    for (int t = 0; t < 4; ++t)
      check(pthread_create(&threads[t], NULL, thread_body, NULL) == 0);
    for (int t = 0; t < 4; ++t)
      check(pthread_join(threads[t], NULL) == 0);
  }
  mark_end();
  check(atomic_load(&threads_ran) == 4 * times);
}

static atomic_uint handled;
static void handler(int number) {
  (void)number;
  atomic_fetch_add(&handled, 1);
}

static void run_signals(unsigned times) {
  struct sigaction action = {.sa_handler = handler};
  check(sigaction(SIGUSR1, &action, NULL) == 0);
  mark_begin();
  for (unsigned i = 0; i < times; ++i)
    check(raise(SIGUSR1) == 0);
  mark_end();
  check(atomic_load(&handled) == times);
}

// Two processes that look into each other's memory.
static volatile long watched = 41;
static int traced(unsigned unused) {
  (void)unused;
  check(ptrace(PTRACE_TRACEME, 0, 0, 0) == 0);
  raise(SIGSTOP);
  return watched == 43 ? 0 : 1;
}

// 42 becomes 43.
static void exchange(pid_t child) {
  long value = 0, next = 43;
  struct iovec here = {&value, sizeof(value)};
  struct iovec there = {(void *)&watched, sizeof(value)};
  ssize_t got = process_vm_readv(child, &here, 1, &there, 1, 0);
  if (got < 0 && errno == ENOSYS) { // not in every kernel
    check(ptrace(PTRACE_POKEDATA, child, (void *)&watched, (void *)next) == 0);
    return;
  }
  check(got == sizeof(value) && value == 42);
  here.iov_base = &next;
  check(process_vm_writev(child, &here, 1, &there, 1, 0) == sizeof(value));
}

static void run_ptrace(unsigned times) {
  mark_begin();
  for (unsigned i = 0; i < times; ++i) {
    pid_t child = start(traced, 0);
    int status;
    check(waitpid(child, &status, 0) == child && WIFSTOPPED(status));
    check(ptrace(PTRACE_PEEKDATA, child, (void *)&watched, 0) == 41);
    check(ptrace(PTRACE_POKEDATA, child, (void *)&watched, (void *)42L) == 0);
    exchange(child);
    check(ptrace(PTRACE_CONT, child, 0, 0) == 0);
    finished(child);
  }
  mark_end();
  check(watched == 41);
}

const struct phase process_phases[] = {
    {"fork", run_fork, 200},
    {"exit", run_exit, 200},
    {"exec", run_exec, 200},
    {"processes", run_processes, 1000},
    {"storm", run_storm, 8},
    {"threads", run_threads, 100},
    {"signals", run_signals, 1000},
    {"ptrace", run_ptrace, 20},
    {NULL, NULL, 0},
};
