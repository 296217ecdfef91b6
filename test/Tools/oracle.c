/* Intent: kpkeys-oracle runs a program past its key faults, with threads,
 * signals, fork and exec; tells known writes from missed ones, and missed ones
 * that the compiler diagnosed from silent ones; and changes nothing that the
 * program can see. */
// REQUIRES: pku
// UNSUPPORTED: sanitize
// RUN: %kpkeys-pku -g -O1 -I%include -fplugin-arg-kpkeys-windows=none %s %kpkeys_rt_lib -lpthread -o %t.none \
// RUN:   -fsave-optimization-record -foptimization-record-file=%t.none.opt.yaml 2> %t.none.log
// RUN: %kpkeys-pku -g -O1 -I%include %s %kpkeys_rt_lib -lpthread -o %t.block \
// RUN:   -fsave-optimization-record -foptimization-record-file=%t.block.opt.yaml 2> %t.block.log
/* LLVM 19 dies when it writes this format itself. */
// RUN: llvm-remarkutil yaml2bitstream %t.block.opt.yaml -o %t.block.opt.bitstream

/* All that it writes is known. */
// RUN: %pku kpkeys-oracle --remarks %t.none.opt.yaml --output %t.known --json %t.json -- %t.none known > %t.out
// RUN: FileCheck %s --check-prefix=OUT < %t.out
// RUN: FileCheck %s --check-prefix=KNOWN --implicit-check-not='missed: w' < %t.known
// RUN: %python -c "import json,sys; j=json.load(open(sys.argv[1])); assert j['recall']==100 and j['sites']==4 and j['sitesNotReached']==0 and not j['missedUndiagnosed'], j" %t.json
// OUT: uid 49, handled: yes, child: 9
// KNOWN: end:    exit code 3
// KNOWN-NEXT: faults: {{[0-9]+}} at 5 places
// KNOWN-NEXT: sites:  4 in the code, 0 of them not reached
// KNOWN: missed: 0 places
// KNOWN: recall: 100.00 %

/* A system call that writes, and that the compiler warned of. */
// RUN: %pku kpkeys-oracle --remarks %t.none.opt.yaml -- %t.none syscall 2>&1 | FileCheck %s --check-prefix=SYSCALL
// RUN: %pku kpkeys-oracle --remarks %t.block.opt.bitstream -- %t.block syscall 2>&1 | FileCheck %s --check-prefix=SYSCALL
// SYSCALL: missed: system call of domain protected, 1 time
// SYSCALL-NEXT: in read_name at {{.*}}oracle.c:[[#@LINE+57]]:
// SYSCALL: diagnosed: {{.*}}oracle.c:[[#@LINE+56]]:{{[0-9]+}}: a pointer into domain 'protected' is passed to 'syscall'
// SYSCALL: missed: 1 places, 0 without a diagnostic

/* A write that nothing tells of: status 1, with and without windows. */
// RUN: not %pku kpkeys-oracle --remarks %t.none.opt.yaml -- %t.none silent 2>&1 | FileCheck %s --check-prefix=SILENT --check-prefix=RECALL
// RUN: not %pku kpkeys-oracle --remarks %t.block.opt.bitstream -- %t.block silent 2>&1 | FileCheck %s --check-prefix=SILENT --check-prefix=WINDOWS
// SILENT: missed: write of domain protected, 1 time
// SILENT-NEXT: in silent at {{.*}}oracle.c:[[#@LINE+51]]:
// SILENT: called from main
// SILENT: NO DIAGNOSTIC
// WINDOWS: faults: 1 at 1 places
// WINDOWS: sites:  none: windows are in place, so each fault is a miss
// SILENT: missed: 1 places, 1 without a diagnostic
// RECALL: recall: {{[0-9.]+}} %

/* With windows nothing faults, and the output is the same. */
// RUN: %pku kpkeys-oracle -- %t.block known > %t.out 2> %t.windows
// RUN: FileCheck %s --check-prefix=OUT < %t.out
// RUN: FileCheck %s --check-prefix=QUIET < %t.windows
// QUIET: faults: 0 at 0 places
// QUIET-NEXT: sites:  none: windows are in place

// RUN: %pku kpkeys-oracle --max-faults 3 -- %t.none known 2>&1 | FileCheck %s --check-prefix=LIMIT
// LIMIT: end: stopped after 3 faults
// RUN: %python -c "import subprocess,sys; r=subprocess.run(sys.argv[1:]); sys.exit(r.returncode != 4)" %pku kpkeys-oracle --output %t.crash -- %t.none crash
// RUN: FileCheck %s --check-prefix=CRASH < %t.crash
// CRASH: end: killed by signal 11
#include <fcntl.h>
#include <kpkeys.h>
#include <kpkeys_rt.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

struct __kpkeys_protected("protected") cred {
  int uid, gid;
  char name[4096];
};
static struct cred *shared;
static volatile int alarms;

#define NOINLINE __attribute__((noinline)) static
NOINLINE void set(struct cred *c, int n) {
  c->uid = n;
  c->gid += n;
}
NOINLINE void copy(struct cred *c, const char *s) {
  memcpy(c->name, s, strlen(s) + 1);
  memset(c->name + 100, 7, 3000);
}
NOINLINE int read_name(struct cred *c, int fd) {
  return syscall(SYS_read, fd, c->name, 64) == 64;
}
NOINLINE void silent(void **slot) { **(int **)slot = 5; }

static void on_alarm(int s) { alarms++; }
static void *worker(void *arg) {
  for (int i = 0; i < 50; i++)
    set(shared, i);
  return arg;
}

static void signals(void) {
  struct itimerval every = {{0, 20000}, {0, 20000}}, never = {{0, 0}, {0, 0}};
  signal(SIGALRM, on_alarm);
  setitimer(ITIMER_REAL, &every, 0);
  for (int i = 0; i < 100000000 && !(i > 100 && alarms); i++)
    set(shared, i);
  setitimer(ITIMER_REAL, &never, 0);
}

static void threads(void) {
  pthread_t a, b;
  pthread_create(&a, 0, worker, 0);
  pthread_create(&b, 0, worker, 0);
  pthread_join(a, 0);
  pthread_join(b, 0);
}

/* What a child writes is its own; a child that execs starts without keys. */
static int children(void) {
  int status;
  pid_t child = fork();
  if (child == 0) {
    set(shared, 9);
    _exit(shared->uid);
  }
  waitpid(child, &status, 0);
  child = vfork();
  if (child == 0) {
    execl("/bin/true", "true", (char *)NULL);
    _exit(1);
  }
  int other;
  waitpid(child, &other, 0);
  return WEXITSTATUS(status) + WEXITSTATUS(other);
}

int main(int argc, char **argv) {
  if (argc != 2 || kpkeys_init() || kpkeys_install_fault_reporter())
    return 1;
  shared = kpkeys_alloc("protected", sizeof *shared);
  if (!strcmp(argv[1], "syscall"))
    return !read_name(shared, open("/dev/zero", O_RDONLY));
  if (!strcmp(argv[1], "silent")) {
    silent((void **)&shared);
    return shared->uid != 5;
  }
  if (!strcmp(argv[1], "crash"))
    raise(SIGKILL + (*(volatile int *)16 & 0));
  signals();
  copy(shared, "hello");
  threads();
  int child = children();
  printf("uid %d, handled: %s, child: %d\n", shared->uid,
         alarms ? "yes" : "no", child);
  return 3;
}
