// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Attempts on single variables that decide about privileges: the kernel's
// lockdown, and one of the module's like selinux_state.enforcing.
#include "attacker.h"
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

static const char lockdown_file[] = "/sys/kernel/security/lockdown";

static bool locked_down(void) {
  char text[80] = "";
  int file = open(lockdown_file, O_RDONLY);
  if (file < 0 || read(file, text, sizeof(text) - 1) <= 0)
    return false;
  close(file);
  return !strstr(text, "[none]");
}

// The administrator locks the kernel down; there is no way back but this one.
static enum verdict lockdown(void) {
  (void)mount("securityfs", "/sys/kernel/security", "securityfs", 0, NULL);
  uint64_t old, at = symbol("kernel_locked_down");
  int file = open(lockdown_file, O_WRONLY);
  if (!at || file < 0)
    return NOT_POSSIBLE;
  must(locked_down() || write(file, "integrity", 9) == 9);
  must(locked_down() && read_kernel(at, &old));
  struct attack_write w = {.address = at, .value = 0, .size = 4};
  write_from(ATTACK_THREAD, ATTACK_CRED, &w);
  return judge(&w, !locked_down());
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
    {"kernel-lockdown", lockdown, false},
    {"state-of-a-module", module_state, false},
    {"state-of-a-module-across-pages", across, false},
    {NULL, NULL, false},
};
