/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* One protected record, one lawful write, one stray write.
 *
 * The plugin opens a window around the assignment in `deposit`, because the
 * record's type is protected; nothing else in the program can change it.
 * stray.c is compiled without the plugin and stands for the bug or the attack
 * that writes where it should not: it dies there.
 *
 * The demo shows protection, not error handling in depth: it stops at the
 * first problem.
 */
#include <kpkeys.h>
#include <kpkeys_rt.h>
#include <stdio.h>

struct account {
  int owner;
  long balance;
} __kpkeys_protected("protected");

void stray_write(const long *place);

__attribute__((noinline)) void deposit(struct account *account, long amount) {
  account->balance += amount;
}

int main(void) {
  if (kpkeys_init() != 0)
    return 1; /* it has said why */
  if (kpkeys_install_fault_reporter() != 0)
    perror("kpkeys_install_fault_reporter");

  struct account *account = kpkeys_alloc("protected", sizeof *account);
  if (!account) {
    perror("kpkeys_alloc");
    return 1;
  }
  deposit(account, 100);
  printf("annotated write: done, the balance is %ld\n", account->balance);
  fflush(stdout);

  stray_write(&account->balance);
  printf("stray write: NOT stopped, the balance is %ld\n", account->balance);
  return 2;
}
