// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The guest's first process. The kernel command line's RUN=A,B+ARGUMENT,C says
// what to run, one after the other (default: workload); each is a program in
// /bin. Prints "init: NAME ok" or "init: NAME failed" for each, "init: all ok"
// if all are, and restarts the machine, which ends QEMU under -no-reboot.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void mount_on(const char *type, const char *folder) {
  mkdir(folder, 0755);
  if (mount(type, folder, type, 0, NULL) != 0 && errno != EBUSY)
    printf("init: no %s (%s)\n", type, strerror(errno));
}

static void execute(char *command) {
  enum { MOST = 20 };
  char *arguments[MOST + 1], *save, path[100];
  int count = 0;
  for (char *word = strtok_r(command, "+", &save); word && count < MOST;
       word = strtok_r(NULL, "+", &save))
    arguments[count++] = word;
  arguments[count] = NULL;
  if (count == 0)
    _exit(2);
  snprintf(path, sizeof(path), "/bin/%s", arguments[0]);
  setenv("PATH", "/bin", 1);
  setenv("HOME", "/", 1);
  execv(path, arguments);
  printf("init: cannot run %s (%s)\n", path, strerror(errno));
  _exit(127);
}

// Every process that ends meanwhile is ours to collect.
static int run(char *command) {
  char name[40];
  snprintf(name, sizeof(name), "%.*s", (int)strcspn(command, "+"), command);
  fflush(stdout);
  pid_t child = fork();
  if (child == 0)
    execute(command);
  int status = -1;
  pid_t got;
  do
    got = wait(&status);
  while (got != child && (got > 0 || errno == EINTR));
  if (got == child && status == 0) {
    printf("init: %s ok\n", name);
    return 0;
  }
  printf("init: %s failed (status %#x)\n", name, status);
  return 1;
}

int main(void) {
  mount_on("devtmpfs", "/dev");
  int console = open("/dev/console", O_RDWR);
  for (int i = 0; console >= 0 && i < 3; ++i)
    dup2(console, i);
  setvbuf(stdout, NULL, _IOLBF, 0);
  mount_on("proc", "/proc");
  mount_on("sysfs", "/sys");
  if (access("/sys/kernel/debug", F_OK) == 0)
    mount_on("debugfs", "/sys/kernel/debug");
  mount_on("tmpfs", "/tmp");

  const char *wanted = getenv("RUN");
  char *list = strdup(wanted ? wanted : "workload"), *save;
  int failed = 0;
  for (char *one = strtok_r(list, ",", &save); one;
       one = strtok_r(NULL, ",", &save))
    failed += run(one);
  printf(failed ? "init: %d failed\n" : "init: all ok\n", failed);
  fflush(stdout);
  sync();
  reboot(RB_AUTOBOOT);
  for (;;)
    pause();
}
