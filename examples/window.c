/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The smallest window: one write, to look at in assembly for any target. It
 * includes no C library, so that it compiles for machines this one has no
 * headers for. */
#include <kpkeys.h>

struct account {
  long balance;
} __kpkeys_protected("protected");

void deposit(struct account *account, long amount);

void deposit(struct account *account, long amount) {
  account->balance += amount;
}
