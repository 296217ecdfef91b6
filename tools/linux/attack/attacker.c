// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The attacker: uses the module's arbitrary write to become root and to change
// page tables, in many ways. Each attempt runs in a process of its own, which
// an oops may end. It looks at what it wanted to get, not only at the write,
// and at whether the kernel has reported it. Prints for each
//
//   attack NAME: succeeded
//   attack NAME: blocked (fault reported)
//
//   attack [--expect=succeed|block] [NAME...]
//
// Ends with "attack: ok" if all went as expected: without protection every
// attempt must succeed, with it every one must be blocked and reported.
#include "attacker.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct attack_layout layout;
static int device, messages;

void broken(const char *what) {
  printf("attack: broken: %s (errno: %s)\n", what, strerror(errno));
  fflush(stdout);
  _exit(CONFUSED);
}

uint64_t find(enum attack_what what, uint64_t argument) {
  struct attack_find f = {.what = what, .argument = argument};
  return ioctl(device, ATTACK_FIND, &f) == 0 ? f.address : 0;
}

bool read_kernel(uint64_t address, uint64_t *value) {
  struct attack_read r = {.address = address};
  if (ioctl(device, ATTACK_READ, &r) != 0)
    return false;
  *value = r.value;
  return true;
}

void flush_tlb(void) { must(ioctl(device, ATTACK_FLUSH) == 0); }

uint64_t symbol(const char *name) {
  char line[300], type, found[200];
  unsigned long long address;
  FILE *file = fopen("/proc/kallsyms", "r");
  must(file);
  while (fgets(line, sizeof(line), file))
    if (sscanf(line, "%llx %c %199s", &address, &type, found) == 3 &&
        strcmp(found, name) == 0) {
      fclose(file);
      return address;
    }
  fclose(file);
  return 0;
}

bool write_from(enum attack_context context, enum attack_domain window,
                struct attack_write *write) {
  write->context = context;
  write->domain = window;
  if (write->size == 0)
    write->size = 8;
  if (ioctl(device, ATTACK_WRITE, write) == 0)
    return true;
  if (errno == ENODEV || errno == EOPNOTSUPP)
    return false;
  broken("the module cannot write from there");
}

bool write_word(uint64_t address, uint64_t value) {
  struct attack_write w = {.address = address, .value = value};
  must(write_from(ATTACK_THREAD, ATTACK_CRED, &w));
  return w.done == 1;
}

enum verdict judge(const struct attack_write *w, bool effect) {
  bool stopped = w->done == 0 && (w->denied || w->died);
  if (effect && w->done)
    return SUCCEEDED;
  if (!effect && stopped)
    return BLOCKED;
  printf("attack: done %u, denied %u, died %u, effect %d\n", w->done, w->denied,
         w->died, effect);
  return CONFUSED;
}

void drop_privileges(void) {
  must(setgroups(0, NULL) == 0 && setgid(1000) == 0 && setuid(1000) == 0);
  must(setuid(0) == -1);
}

static unsigned long long fault_count(void) {
  char text[40] = "";
  int file = open("/sys/kernel/kpkeys/faults", O_RDONLY);
  if (file < 0)
    return 0;
  ssize_t length = read(file, text, sizeof(text) - 1);
  close(file);
  return length > 0 ? strtoull(text, NULL, 10) : 0;
}

// Messages since the last time: is one the report of a stray write, or of
// memory that was refused?
static bool reported(void) {
  char record[2048];
  bool found = false;
  for (;;) {
    ssize_t length = read(messages, record, sizeof(record) - 1);
    if (length < 0 && errno == EPIPE)
      continue; // older ones were overwritten
    if (length <= 0)
      return found;
    record[length] = 0;
    found |= strstr(record, "kpkeys: write to ") != NULL ||
             strstr(record, "kpkeys: refused ") != NULL;
  }
}

static enum verdict run_attempt(const struct attempt *attempt) {
  fflush(stdout);
  pid_t child = fork();
  must(child >= 0);
  if (child == 0) {
    alarm(60);
    enum verdict verdict = attempt->run();
    fflush(stdout);
    _exit(verdict);
  }
  int status;
  must(waitpid(child, &status, 0) == child);
  if (WIFEXITED(status))
    return (enum verdict)WEXITSTATUS(status);
  // What the kernel does to a thread after an oops.
  return WTERMSIG(status) == SIGKILL || WTERMSIG(status) == SIGSEGV ? BLOCKED
                                                                    : CONFUSED;
}

// What was printed last; counted by verdict.
static unsigned counts[CONFUSED + 1], unreported, designed;

static bool as_expected(const struct attempt *attempt, enum verdict verdict,
                        bool report, const char *expect) {
  if (attempt->by_design)
    return verdict != CONFUSED;
  if (verdict == NOT_POSSIBLE || !expect)
    return verdict != CONFUSED;
  if (strcmp(expect, "succeed") == 0)
    return verdict == SUCCEEDED && !report;
  return verdict == BLOCKED && report;
}

static bool attack(const struct attempt *attempt, const char *expect) {
  unsigned long long before = fault_count();
  (void)reported();
  enum verdict verdict = run_attempt(attempt);
  bool report = reported() | (fault_count() > before);
  const char *text = verdict == SUCCEEDED && attempt->by_design
                         ? "succeeded (is not protected)"
                     : verdict == SUCCEEDED && report
                         ? "succeeded (fault reported)"
                     : verdict == SUCCEEDED    ? "succeeded"
                     : verdict == NOT_POSSIBLE ? "not possible here"
                     : verdict == CONFUSED     ? "failed"
                     : report                  ? "blocked (fault reported)"
                                               : "blocked (no report)";
  printf("attack %s: %s\n", attempt->name, text);
  if (attempt->by_design)
    ++designed;
  else
    ++counts[verdict];
  unreported += verdict == BLOCKED && !report;
  return as_expected(attempt, verdict, report, expect);
}

static bool chosen(const struct attempt *attempt, int count, char **names) {
  for (int i = 0; i < count; ++i)
    if (strcmp(names[i], attempt->name) == 0)
      return true;
  return count == 0;
}

static void load_module(void) {
  int file = open("/modules/kpkeys_attack.ko", O_RDONLY);
  if (file >= 0 && access("/dev/kpkeys_attack", F_OK) != 0)
    must(syscall(SYS_finit_module, file, "", 0) == 0);
  close(file);
  device = open("/dev/kpkeys_attack", O_RDWR);
  must(device >= 0);
  must(ioctl(device, ATTACK_LAYOUT, &layout) == 0);
}

int main(int argc, char **argv) {
  static const struct attempt *const groups[] = {
      credential_attempts, table_attempts, state_attempts};
  const char *expect = NULL;
  setvbuf(stdout, NULL, _IOLBF, 0);
  if (argc > 1 && strncmp(argv[1], "--expect=", 9) == 0) {
    expect = argv[1] + 9;
    --argc, ++argv;
  }
  load_module();
  messages = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);
  must(messages >= 0 && lseek(messages, 0, SEEK_END) >= 0);
  unsigned wrong = 0;
  for (unsigned g = 0; g < sizeof(groups) / sizeof(*groups); ++g)
    for (const struct attempt *a = groups[g]; a->name; ++a)
      if (chosen(a, argc - 1, argv + 1) && !attack(a, expect)) {
        printf("attack %s: NOT AS EXPECTED\n", a->name);
        ++wrong;
      }
  printf("attacks: %u succeeded, %u blocked (%u without a report), %u not "
         "possible here, %u failed, %u on what is not protected\n",
         counts[SUCCEEDED], counts[BLOCKED], unreported, counts[NOT_POSSIBLE],
         counts[CONFUSED], designed);
  if (!wrong)
    printf("attack: ok\n");
  return wrong != 0;
}
