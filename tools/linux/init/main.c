// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The guest's workload: phases that use what this project protects in a kernel
// (credentials, page tables), each checking its own results. Prints
// "phase NAME ok" for each, what the kernel counted, and "workload: ok" at the
// end. Arguments are names of phases; none means all.
//
//   workload [--scale=PERCENT] [--except=PHASE] [--settle] [PHASE...]
//
// With --settle, each mark waits until RCU has freed what was to be freed: what
// is counted is then the work of the phase, all of it.
//
// It re-executes itself as a short process: "workload --leave STATUS", and
// "workload --chain N", which executes itself N times.
#include "workload.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

const char *own_path = "/bin/workload";
int current_phase;
static const char *phase_name = "none";

void phase_failed(const char *file, int line, const char *what,
                  const char *format, ...) {
  char detail[200];
  int error = errno;
  va_list list;
  va_start(list, format);
  vsnprintf(detail, sizeof(detail), format, list);
  va_end(list);
  printf("phase %s failed: %s:%d: %s %s (errno: %s)\n", phase_name, file, line,
         what, detail, strerror(error));
  fflush(stdout);
  _exit(1);
}

#if defined(__x86_64__)
#define MARK(number)                                                           \
  asm volatile(".byte 0x0f, 0x1f, 0x80\n\t.long 0x6b700000 + " #number ::      \
                   : "memory")
#elif defined(__aarch64__)
#define MARK(number) asm volatile("movz xzr, #" #number ::: "memory")
#else
#error "no mark for this machine"
#endif

#define MARK_CASE(number)                                                      \
  case number:                                                                 \
    MARK(number);                                                              \
    break

static bool must_settle;

// A task is freed by a callback of RCU, and its credentials by the next one.
// That takes a few grace periods of two or three ticks.
static void settle(void) {
  if (must_settle)
    usleep(200000);
}

void mark_begin(void) {
  settle();
  switch (current_phase) {
    MARK_CASE(1);
    MARK_CASE(2);
    MARK_CASE(3);
    MARK_CASE(4);
    MARK_CASE(5);
    MARK_CASE(6);
    MARK_CASE(7);
    MARK_CASE(8);
    MARK_CASE(9);
    MARK_CASE(10);
    MARK_CASE(11);
    MARK_CASE(12);
    MARK_CASE(13);
    MARK_CASE(14);
    MARK_CASE(15);
    MARK_CASE(16);
    MARK_CASE(17);
    MARK_CASE(18);
    MARK_CASE(19);
    MARK_CASE(20);
    MARK_CASE(21);
    MARK_CASE(22);
    MARK_CASE(23);
    MARK_CASE(24);
    MARK_CASE(25);
    MARK_CASE(26);
    MARK_CASE(27);
    MARK_CASE(28);
    MARK_CASE(29);
    MARK_CASE(30);
    MARK_CASE(31);
    MARK_CASE(32);
  default:
    phase_failed(__FILE__, __LINE__, "mark", "too many phases");
  }
}

void mark_end(void) {
  settle();
  MARK(0);
}

pid_t start(int (*function)(unsigned), unsigned argument) {
  pid_t child = fork();
  check(child >= 0);
  if (child == 0)
    _exit(function(argument));
  return child;
}

void finished(pid_t child) {
  int status;
  pid_t got;
  do
    got = waitpid(child, &status, 0);
  while (got < 0 && errno == EINTR);
  check(got == child);
  check(status == 0, "a child left with %#x", status);
}

void in_child(int (*function)(unsigned), unsigned argument) {
  finished(start(function, argument));
}

void wait_for(int pipe_end) {
  char byte;
  check(read(pipe_end, &byte, 1) == 1);
}

void release(int pipe_end, unsigned waiters) {
  while (waiters--)
    check(write(pipe_end, "x", 1) == 1);
}

static unsigned scale = 100;

// True if it went well.
static bool run_phase(const struct phase *phase) {
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    phase_name = phase->name;
    unsigned times = phase->times * scale / 100;
    phase->run(times ? times : 1);
    _exit(0);
  }
  int status = -1;
  if (child < 0 || waitpid(child, &status, 0) != child) {
    printf("phase %s failed: %s\n", phase->name, strerror(errno));
    return false;
  }
  if (status == 0)
    printf("phase %s ok\n", phase->name);
  else if (!WIFEXITED(status))
    printf("phase %s failed: signal %d\n", phase->name, WTERMSIG(status));
  return status == 0;
}

static const struct phase *const groups[] = {process_phases, credential_phases,
                                             memory_phases, kernel_phases};

static bool named(const char *wanted, const struct phase *phase) {
  return strcmp(wanted, phase->name) == 0;
}

static bool chosen(const struct phase *phase, int count, char **wanted,
                   const char *except) {
  if (except && named(except, phase))
    return false;
  for (int i = 0; i < count; ++i)
    if (named(wanted[i], phase))
      return true;
  return count == 0;
}

static void print_file(const char *folder, const char *name) {
  char path[100], line[400];
  snprintf(path, sizeof(path), "%s/%s", folder, name);
  FILE *file = fopen(path, "r");
  if (!file)
    return;
  while (fgets(line, sizeof(line), file))
    printf("kpkeys %s: %s", name, line);
  fclose(file);
}

static void print_counters(void) {
  static const char *const names[] = {"enabled", "mode", "faults", "sites"};
  static const char folder[] = "/sys/kernel/kpkeys";
  static const char debug[] = "/sys/kernel/debug/kpkeys";
  for (size_t i = 0; i < sizeof(names) / sizeof(*names); ++i)
    print_file(access(folder, F_OK) == 0 ? folder : debug, names[i]);
}

static int run_all(int count, char **wanted, const char *except) {
  int failed = 0, ran = 0, number = 0;
  for (size_t g = 0; g < sizeof(groups) / sizeof(*groups); ++g)
    for (const struct phase *phase = groups[g]; phase->name; ++phase) {
      current_phase = ++number;
      if (!chosen(phase, count, wanted, except))
        continue;
      printf("phase %s is %d, %u times\n", phase->name, number,
             phase->times * scale / 100 ? phase->times * scale / 100 : 1);
      ++ran;
      failed += !run_phase(phase);
    }
  print_counters();
  if (failed || ran < count)
    printf("workload: failed (%d of %d phases)\n", failed, ran);
  else
    printf("workload: ok\n");
  return failed || ran < count;
}

static int chain(int left) {
  char number[20];
  if (left == 0)
    return 0;
  snprintf(number, sizeof(number), "%d", left - 1);
  execl(own_path, own_path, "--chain", number, NULL);
  return 1;
}

int main(int argc, char **argv) {
  const char *except = NULL;
  if (argc == 3 && strcmp(argv[1], "--leave") == 0)
    return atoi(argv[2]);
  if (argc == 3 && strcmp(argv[1], "--chain") == 0)
    return chain(atoi(argv[2]));
  setvbuf(stdout, NULL, _IOLBF, 0);
  for (; argc > 1 && strncmp(argv[1], "--", 2) == 0; --argc, ++argv)
    if (strncmp(argv[1], "--scale=", 8) == 0)
      scale = (unsigned)atoi(argv[1] + 8);
    else if (strncmp(argv[1], "--except=", 9) == 0)
      except = argv[1] + 9;
    else if (strcmp(argv[1], "--settle") == 0)
      must_settle = true;
    else
      return fprintf(stderr, "workload: what is %s?\n", argv[1]), 2;
  return run_all(argc - 1, argv + 1, except);
}
