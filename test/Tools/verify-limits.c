// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: what docs/Verify.md says of code that other tools have changed: sanitizers
// are followed, or told of with their names; what are false alarms goes away by
// the cure that stands there.
// DEFINE: %{cc} = %kpkeys-pku -fplugin-arg-kpkeys-scope-calls=allow -I%include -Werror -c %s
// RUN: %{cc} -O1 -o %t.o && kpkeys-verify %t.o

// A sanitizer's callbacks are notes. Behind those that do not return the window
// does not go on.
// RUN: %{cc} -O1 -fsanitize=address,undefined -o %t.asan.o
// RUN: kpkeys-verify %t.asan.o | FileCheck %s --check-prefix=ASAN --implicit-check-not=error:
// ASAN: note: a call of '__asan_report_store4' at level 'protected'
// RUN: %{cc} -O1 -fsanitize=thread -o %t.tsan.o
// RUN: kpkeys-verify %t.tsan.o | FileCheck %s --check-prefix=TSAN --implicit-check-not=error:
// TSAN: note: a call of '__tsan_write4' at level 'protected'

// MemorySanitizer stores once more what the program stores.
// RUN: %{cc} -O1 -fsanitize=memory -o %t.msan.o
// RUN: not kpkeys-verify %t.msan.o | FileCheck %s --check-prefix=MSAN
// MSAN: error: the window stores 8 bytes outside the stack; its record declares 4 bytes [rule 5

// Without a trap, code that cannot be reached is where other code begins.
// RUN: %{cc} -O0 -o %t.0.o
// RUN: not kpkeys-verify %t.0.o | FileCheck %s --check-prefix=UNREACHABLE
// UNREACHABLE: impossible+{{.*}}: error: paths meet at different levels
// RUN: %{cc} -O0 -mllvm -trap-unreachable -o %t.trap.o && kpkeys-verify %t.trap.o

// Each block is a function of its own, which is jumped to from a window; LLVM 19
// makes no such block of this.
// RUN: %{cc} -O1 -fbasic-block-sections=all -o %t.blocks.o
// RUN: %if newest-llvm %{ not kpkeys-verify %t.blocks.o | FileCheck %s --check-prefix=BLOCKS %}
// BLOCKS: error: a jump to '{{.*}}.__part.{{[0-9]}}' at level 'protected'

// Calls go by the distance from the GOT.
// RUN: %{cc} -O1 -mcmodel=large -fPIC -o %t.large.o
// RUN: not kpkeys-verify %t.large.o | FileCheck %s --check-prefix=LARGE
// LARGE: scope+{{.*}}: error: an indirect call at level 'protected'
// RUN: %{cc} -O1 -mcmodel=large -fno-pic -o %t.large.o && kpkeys-verify %t.large.o
#include <kpkeys.h>

struct __kpkeys_protected("protected") task {
  int state, flags;
};
struct copy {
  int a;
  long b[6];
};
int see(void *);

void scope(struct task *t, int n) {
  kpkeys_scope("protected") {
    t->state = n;
    see(&n);
    t->flags = n;
  }
}

// What is stored behind a callback that does not return belongs to another way.
struct copy record(struct task *t, const struct copy *p) {
  struct copy copy = *p;
  t->state = copy.a;
  copy.b[t->flags & 3] = 4;
  t->flags = (int)copy.b[2];
  see(&copy);
  return copy;
}

int branches(struct task *t, int n) {
  if (n > 2)
    t->state = n;
  else
    t->flags = n;
  return n;
}

int impossible(struct task *t, int n) {
  t->state = n;
  if (n == 7)
    __builtin_unreachable();
  t->flags = n;
  return 2;
}
