/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A list that knows nothing of protection, and a record that is linked into it.
 */
#include <kpkeys.h>

struct list {
  struct list *next, *prev;
};

struct __kpkeys_protected("protected") cred {
  int uid;
  struct list link;
};

void list_init(struct list *l);
void list_add(struct list *n, struct list *head);
void set_flag(int *flag, int to);
