/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Runs a command and reports how it ended, with the si_code and protection
 * key of a SIGSEGV, which a shell cannot see:
 *   exit CODE | signal NUMBER | segv SI_CODE_NAME PKEY
 *
 * The child is traced, so nothing of ours runs in it and the program's own
 * runtime has no part in the verdict. Traces one process, not its children.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *code_name(int code) {
  switch (code) {
  case SEGV_MAPERR:
    return "SEGV_MAPERR";
  case SEGV_ACCERR:
    return "SEGV_ACCERR";
  case SEGV_PKUERR:
    return "SEGV_PKUERR";
  default:
    return "other";
  }
}

static void die(const char *what) {
  perror(what);
  exit(125);
}

static void report_segv(pid_t child) {
  siginfo_t info;
  if (ptrace(PTRACE_GETSIGINFO, child, NULL, &info) != 0)
    die("siginfo: PTRACE_GETSIGINFO");
  printf("segv %s", code_name(info.si_code));
  if (info.si_code == SEGV_PKUERR)
    printf(" %u", (unsigned)info.si_pkey);
  printf("\n");
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: siginfo COMMAND [ARGUMENT...]\n");
    return 125;
  }
  pid_t child = fork();
  if (child < 0)
    die("siginfo: fork");
  if (child == 0) {
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
      die("siginfo: PTRACE_TRACEME");
    execvp(argv[1], argv + 1);
    die(argv[1]);
  }
  for (;;) {
    int status;
    if (waitpid(child, &status, 0) != child)
      die("siginfo: waitpid");
    if (WIFEXITED(status))
      return printf("exit %d\n", WEXITSTATUS(status)) < 0;
    if (WIFSIGNALED(status))
      return printf("signal %d\n", WTERMSIG(status)) < 0;
    int signal = WSTOPSIG(status);
    if (signal == SIGSEGV) {
      report_segv(child);
      kill(child, SIGKILL);
      return 0;
    }
    /* The stop after exec is ptrace's own. */
    if (ptrace(PTRACE_CONT, child, NULL, signal == SIGTRAP ? 0 : signal) != 0)
      die("siginfo: PTRACE_CONT");
  }
}
