/* Intent: a function that a clone would not do the same as, or would define a
 * symbol twice, is not cloned: its callers are told. */
// RUN: %kpkeys-pku -O2 -S %s -o %t.s 2>&1 | FileCheck %s
// RUN: FileCheck %s --check-prefix=CLONES --input-file=%t.s
struct __attribute__((kpkeys_protected("protected"))) cred { int uid; };
#define NOINLINE __attribute__((noinline)) static
int sink;

NOINLINE void labels(int *p) {
  __asm__ volatile(".globl resume\nresume: nop");
  *p = 1;
}
NOINLINE void commented(int *p) {
  __asm__ volatile("# a note: it says\nresume2: nop");
  *p = 1;
}
NOINLINE __attribute__((naked)) void bare(int *p) {
  __asm__("movl $7, (%rdi)\n\tret");
}
NOINLINE __attribute__((naked)) void typed(struct cred *c) {
  __asm__("movl $7, (%rdi)\n\tret");
}
NOINLINE void local(int *p, int n) {
  __asm__ volatile("# ALT: oldinstr\n.macro field name:req\n.endm\n.purgem field\n1: nop\n.Lhere%=: movl %%gs:(%0), %%eax; jmp 1f; 1:"
                   : : "r"(&sink) : "eax");
  *p = n;
}

// CHECK: is passed to 'labels'
// CHECK: is passed to 'commented'
// CHECK: is passed to 'bare'
// CHECK: is passed to 'typed'
// CHECK-NOT: is passed to
void calls(struct cred *c, int *other) {
  labels(&c->uid);
  commented(&c->uid);
  bare(&c->uid);
  typed(c);
  local(&c->uid, 1);
  local(other, 2);
}

// CLONES-NOT: {{^}}labels.kpkeys
// CLONES-NOT: {{^}}once.kpkeys
// CLONES-NOT: {{^}}bare.kpkeys
// CLONES: {{^}}local.kpkeys.protected:
