// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Phases that make the kernel change its own memory: modules (kernel mappings
// come and go, code is patched), vmalloc; and that take a CPU away from it.
#define _GNU_SOURCE
#include "workload.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MODULE "kpkeys_demo"

static void load(const char *parameters) {
  int file = open("/modules/" MODULE ".ko", O_RDONLY);
  check(file >= 0, "no /modules/" MODULE ".ko");
  check(syscall(SYS_finit_module, file, parameters, 0) == 0);
  close(file);
}

// The module writes to credentials of its own: it has windows, where the rest
// of the kernel has them.
static void run_modules(unsigned times) {
  if (access("/modules", F_OK) != 0) {
    printf("phase modules: nothing to load\n");
    return;
  }
  mark_begin();
  for (unsigned i = 0; i < times; ++i) {
    load("");
    check(access("/sys/module/" MODULE, F_OK) == 0);
    check(syscall(SYS_delete_module, MODULE, 0) == 0);
    check(access("/sys/module/" MODULE, F_OK) == -1);
  }
  mark_end();
}

// Pipes whose rings and files whose tables are larger than a page.
static void run_vmalloc(unsigned times) {
  mark_begin();
  for (unsigned i = 0; i < times; ++i) {
    int ends[2];
    check(pipe(ends) == 0);
    check(fcntl(ends[0], F_SETPIPE_SZ, 1 << 20) >= 1 << 20);
    check(fcntl(ends[0], F_DUPFD, 1000) == 1000);
    check(close(1000) == 0 && close(ends[0]) == 0 && close(ends[1]) == 0);
    DIR *proc = opendir("/proc");
    int entries = 0;
    check(proc);
    while (readdir(proc))
      ++entries;
    check(entries > 5);
    closedir(proc);
  }
  mark_end();
}

static int nothing(unsigned unused) {
  (void)unused;
  return 0;
}

// Until it is killed.
static int forks(unsigned unused) {
  for (;;)
    in_child(nothing, unused);
  return 0;
}

// Forks on that CPU: page tables and credentials are written there.
static int forks_on(unsigned cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu, &set);
  check(sched_setaffinity(0, sizeof(set), &set) == 0);
  for (int i = 0; i < 10; ++i) {
    check(sched_getcpu() == (int)cpu);
    in_child(nothing, 0);
  }
  return 0;
}

// The second CPU leaves and comes back, with keys to set up anew, while
// processes come and go; then it works.
static void run_cpus(unsigned times) {
  int online = open("/sys/devices/system/cpu/cpu1/online", O_WRONLY);
  if (online < 0) {
    check(sysconf(_SC_NPROCESSORS_CONF) == 1);
    printf("phase cpus: there is one only\n");
    return;
  }
  mark_begin();
  for (unsigned i = 0; i < times; ++i) {
    pid_t worker = start(forks, 0);
    check(write(online, "0", 1) == 1);
    check(write(online, "1", 1) == 1);
    check(kill(worker, SIGKILL) == 0 && waitpid(worker, NULL, 0) == worker);
    in_child(forks_on, 1);
  }
  mark_end();
  close(online);
}

const struct phase kernel_phases[] = {
    {"modules", run_modules, 10},
    {"vmalloc", run_vmalloc, 50},
    {"cpus", run_cpus, 3},
    {NULL, NULL, 0},
};
