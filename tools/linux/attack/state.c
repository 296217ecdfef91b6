// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Attempts on single variables that decide about privileges: Yama's
// ptrace_scope, and one of the module's like SELinux's enforcing.
#include "attacker.h"
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static const char scope_file[] = "/proc/sys/kernel/yama/ptrace_scope";

static int scope(void) {
  char text[20] = "";
  int file = open(scope_file, O_RDONLY);
  must(file >= 0 && read(file, text, sizeof(text) - 1) > 0);
  close(file);
  return atoi(text);
}

// The administrator forbids to look into other processes, until the next boot:
// Yama takes no way back.
static enum verdict forbidden_ptrace(void) {
  uint64_t at = symbol("ptrace_scope");
  int file = open(scope_file, O_WRONLY);
  if (!at || file < 0)
    return NOT_POSSIBLE;
  must(scope() == 3 || pwrite(file, "3", 1, 0) == 1);
  must(scope() == 3 && pwrite(file, "0", 1, 0) == -1);
  struct attack_write w = {.address = at, .value = 0, .size = 4};
  write_from(ATTACK_THREAD, ATTACK_CRED, &w);
  return judge(&w, scope() == 0);
}

static uint64_t state(void) {
  uint64_t value;
  must(read_kernel(find(ATTACK_STATE, 0), &value));
  return value;
}

static enum verdict module_state(void) {
  must(state() == 1);
  struct attack_write w = {.address = find(ATTACK_STATE, 0), .value = 0};
  write_from(ATTACK_THREAD, ATTACK_CRED, &w);
  enum verdict verdict = judge(&w, state() == 0);
  if (w.done)
    must(write_word(w.address, 1));
  return verdict;
}

// One store whose first half lies in a page that nobody protects.
static enum verdict across(void) {
  uint64_t before, after, at = find(ATTACK_STATE, 0) - 4;
  must(state() == 1 && read_kernel(at, &before));
  struct attack_write w = {.address = at, .value = 0x22222222};
  write_from(ATTACK_THREAD, ATTACK_CRED, &w);
  must(read_kernel(at, &after));
  if (!w.done && after != before)
    return CONFUSED;
  enum verdict verdict = judge(&w, state() == 0);
  if (w.done)
    must(write_word(at, before));
  return verdict;
}

const struct attempt state_attempts[] = {
    {"ptrace-allowed-again", forbidden_ptrace, false},
    {"state-of-a-module", module_state, false},
    {"state-of-a-module-across-pages", across, false},
    {NULL, NULL, false},
};
