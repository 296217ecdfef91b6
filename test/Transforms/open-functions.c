/* Intent: a window holds calls of small functions that do nothing but write: of
 * clones that are entered at its level. Other callers keep the function. What
 * calls something else, is large, may be replaced or is not optimised is no such
 * function. */
// RUN: %kpkeys-pku -O2 -S %s -o - | FileCheck %s
// RUN: %kpkeys-pku -O2 -Rpass=kpkeys -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: %kpkeys-pku -O2 -fplugin-arg-kpkeys-windows=block -S %s -o - | FileCheck %s --check-prefix=BLOCK
// RUN: %kpkeys-pku -O0 -S %s -o - | FileCheck %s --check-prefix=BLOCK
// BLOCK-NOT: kpkeys.at
// Tracers run outside of windows: clones are not traced.
// RUN: %kpkeys-pku -O2 -pg -mfentry -S %s -o - | FileCheck %s --check-prefix=TRACED
// TRACED: {{^}}fill:
// TRACED: callq __fentry__
// TRACED: {{^}}set.kpkeys.at.protected:
// TRACED-NOT: __fentry__
// TRACED: retq
// A landing pad is no matter of clones, whether the file has a scope or not.
// RUN: %kpkeys-pku -O2 -fexceptions -DPADS -I%include -S %s -o - | FileCheck %s --check-prefix=PADS
// RUN: %kpkeys-pku -O1 -fexceptions -DPADS -DSCOPE -I%include -S %s -o - | FileCheck %s --check-prefix=PADS
// PADS-LABEL: {{^}}clean_up:
// PADS: enter protected
// PADS: callq set.kpkeys.at.protected
// PADS: leave protected
// PADS: callq call
// PADS-NOT: kpkeys: {{enter|leave}}
// PADS: callq _Unwind_Resume

struct table { volatile int e[512]; int n; } __attribute__((kpkeys_protected("protected")));
#define NOINLINE __attribute__((noinline))
void call(void);

NOINLINE static void set(struct table *t, int i) { t->e[i] = i; }
NOINLINE void count(struct table *t, int i) { set(t, i); t->n++; }

// CHECK-LABEL: fill:
// CHECK: enter protected
// CHECK: [[LOOP:.LBB[0-9_]+]]:
// CHECK-NOT: {{wrpkru|jmp}}
// CHECK: callq set.kpkeys.at.protected
// CHECK-NOT: wrpkru
// CHECK: jne [[LOOP]]
// CHECK: leave protected
void fill(struct table *t) { for (int i = 0; i < 512; i++) set(t, i); }
// REMARK: [[# @LINE - 1]]:{{[0-9]+}}: remark: window at level 'protected' for domain 'protected': 1 call in {{[0-9]+}} instructions, 2 switch places, longest path {{[0-9]+}}; all of 'set' runs in it

// Through two functions.
// CHECK-LABEL: fill_and_count:
// CHECK: enter protected
// CHECK: callq count.kpkeys.at.protected
// CHECK: leave protected
void fill_and_count(struct table *t) { for (int i = 0; i < 512; i++) count(t, i); }

// One call needs no clone, and `count` is there for others.
// CHECK-LABEL: once:
// CHECK-NOT: wrpkru
// CHECK: jmp count
void once(struct table *t) { count(t, 0); }

NOINLINE static void with_call(struct table *t, int i) { t->e[i] = i; call(); }
__attribute__((weak)) void weak(struct table *t, int i) { t->e[i] = i; }
// CHECK-LABEL: others:
// CHECK-NOT: wrpkru
// CHECK: callq with_call
// CHECK: callq weak
void others(struct table *t) {
  for (int i = 0; i < 512; i++) {
    with_call(t, i);
    weak(t, i);
  }
}

// What a restrict parameter needs for its window, a clone does not.
NOINLINE static void restricted(struct table *restrict t, int i) { t->e[i] = i; }
// CHECK-LABEL: fill_restricted:
// CHECK: callq restricted.kpkeys.at.protected
void fill_restricted(struct table *t) { for (int i = 0; i < 512; i++) restricted(t, i); }

#ifdef PADS
#include "kpkeys.h"
void tidy(int *);
void clean_up(struct table *t) {
  int x __attribute__((cleanup(tidy))) = 1;
  set(t, 1);
  t->n = 1;
  call();
}
#ifdef SCOPE
void in_scope(struct table *t) {
  kpkeys_scope("protected") { t->n = 2; }
}
#endif
#endif

// The clones have no window, and `set`, which nobody calls any more, is gone.
// CHECK-NOT: {{^}}set:
// CHECK-LABEL: set.kpkeys.at.protected:
// CHECK-NOT: wrpkru
// CHECK: retq
// CHECK-LABEL: count.kpkeys.at.protected:
// CHECK: callq set.kpkeys.at.protected
// CHECK-NOT: wrpkru
// CHECK: retq
