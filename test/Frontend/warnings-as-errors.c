/* Intent: the plugin's warnings heed -w, -Werror and -Wno-error as Clang's do,
 * those of the front end and those of the passes. */
// DEFINE: %{cc} = %kpkeys-pku -I%include -c %s -o %t.o
// RUN: %{cc} 2>&1 | FileCheck %s --check-prefix=WARN
// RUN: %{cc} -Werror -Wno-error 2>&1 | FileCheck %s --check-prefix=WARN
// RUN: not %{cc} -Werror 2>&1 | FileCheck %s --check-prefix=FRONT
// RUN: not %{cc} -Werror -DPASSES 2>&1 | FileCheck %s --check-prefix=PASSES
// RUN: %{cc} -w 2>&1 | FileCheck %s --allow-empty --check-prefix=NONE
#include <kpkeys.h>

struct __kpkeys_protected("protected") cred {
  int uid;
};
#ifndef PASSES
struct task {
  struct cred cred;
};
// FRONT: error: {{.*}}holds data of domain 'protected' but is not in the domain
// WARN: warning: {{.*}}holds data of domain 'protected' but is not in the domain
struct task init_task;
#endif
void keep(int *p);
// PASSES: error: kpkeys: a pointer into domain 'protected' is passed to 'keep'
// WARN: warning: kpkeys: a pointer into domain 'protected' is passed to 'keep'
void f(struct cred *c) { keep(&c->uid); }
// NONE-NOT: {{warning|error}}
