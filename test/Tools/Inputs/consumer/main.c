/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A program of an installed kpkeys: one write through a window and, if asked
   with an argument, one that has none. The domain is in policy.yaml only, so
   that a lost policy option is noticed. */
#include <kpkeys.h>
#include <kpkeys_rt.h>
#include <stdio.h>

struct secret {
  int value;
} __kpkeys_protected("secret");

void stray_write(const int *place);

int main(int argc, char **argv) {
  (void)argv;
  if (kpkeys_init() != 0)
    return 1;
  struct secret *secret = kpkeys_alloc("secret", sizeof *secret);
  if (!secret)
    return 1;
  secret->value = 42;
  printf("value %d on %s\n", secret->value, kpkeys_backend_name());
  fflush(stdout);
  if (argc > 1)
    stray_write(&secret->value);
  printf("value %d at the end\n", secret->value);
  return 0;
}
