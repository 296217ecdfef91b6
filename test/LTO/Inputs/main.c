/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Links protected records into a list by functions of another file. With an
 * argument: writes to what that names as no annotated code does. */
#include "list.h"
#include <kpkeys_rt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cred first; /* in the domain's section */

static void stray_write(const void *address) {
  char text[32];
  snprintf(text, sizeof text, "%p", address);
  *(volatile int *)strtoul(text, NULL, 16) = 99;
}

int main(int argc, char **argv) {
  if (kpkeys_init())
    return 1;
  struct cred *a = kpkeys_alloc("protected", sizeof *a);
  struct cred *b = kpkeys_alloc("protected", sizeof *b);
  struct list plain, other;
  list_init(&plain);
  list_add(&other, &plain);

  list_init(&first.link);
  list_add(&a->link, &first.link);
  list_add(&b->link, &first.link);
  set_flag(&a->uid, 7);
  set_flag(&first.uid, 8);
  if (argc > 1)
    stray_write(strcmp(argv[1], "global") ? (const void *)a : &first);
  if (plain.next != &other || other.prev != &plain)
    return 2;
  if (first.link.next != &b->link || b->link.next != &a->link ||
      a->link.next != &first.link || first.link.prev != &a->link)
    return 3;
  if (a->uid != 7 || first.uid != 8)
    return 4;
  puts("done");
  return 0;
}
