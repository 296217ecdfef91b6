// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: kpkeys-count counts what is known to run: each kind of store, inside
// and outside of windows, on the stack, in the open key's memory and elsewhere;
// string stores one by one; calls, system calls and whole instructions.
//
// REQUIRES: native-pku
// RUN: %clang -O1 -o %t %s
// RUN: kpkeys-count --function counted -- %t 2>&1 | FileCheck %s
// RUN: kpkeys-count --function counted --output %t.json --json -- %t 2 3 4
// RUN: FileCheck %s --check-prefix=JSON <%t.json
// RUN: kpkeys-count --function counted --calls 2 -- %t 2 3 4 2>&1 | FileCheck %s --check-prefix=TWICE
//
// A signal's handler runs at a level that opens nothing: no window.
// RUN: kpkeys-count --function interrupted -- %t 2>&1 | FileCheck %s --check-prefix=SIGNAL
// RUN: kpkeys-count --function leaves -- %t leave 2>&1 | FileCheck %s --check-prefix=LEAVES
// RUN: not kpkeys-count --function dies -- %t die 2>&1 | FileCheck %s --check-prefix=DIES
// RUN: not kpkeys-count --function missing -- %t 2>&1 | FileCheck %s --check-prefix=MISSING
// RUN: not kpkeys-count --function dies -- %t 2>&1 | FileCheck %s --check-prefix=NEVER
//
// CHECK:      calls: 1
// CHECK-NEXT: switches: 2
// CHECK-NEXT: instructions: 28
// CHECK-NEXT: system calls: 1
// CHECK-NEXT: windows: 1
// CHECK-NEXT:   instructions: 20
// CHECK-NEXT:   stores: 9
// CHECK-NEXT:   foreign stores: 4
// CHECK-NEXT:   calls: 1
// CHECK-NEXT:   foreign store at counted+0x{{[0-9a-f]+}}: 1
// CHECK-NEXT:   foreign store at counted+0x{{[0-9a-f]+}}: 2
// CHECK-NEXT:   foreign store at counted+0x{{[0-9a-f]+}}: 1
// CHECK-NEXT: exit code: 1
//
// JSON:     "calls": 4
// JSON:     "exit-code": 4
// JSON:     "foreign-stores": 16
// JSON:     "instructions": 112
// JSON:     "switches": 8
//
// TWICE: calls: 2
// TWICE: switches: 4
// TWICE: exit code: 4
//
// SIGNAL: calls: 1
// SIGNAL: windows: 0
// SIGNAL: exit code: 1
//
// LEAVES: calls: 1
// LEAVES: exit code: 9
// DIES: calls: 1
// DIES: killed by signal 11
// MISSING: error: the program has no function 'missing'
// NEVER: error: 'dies' was never called
#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>

long ordinary[8];

// RDI: keyed memory, RSI: PKRU with its key open, RDX: PKRU as it is.
void counted(long *keyed, unsigned long open, unsigned long shut);
__asm__(".text\n.type counted, @function\ncounted:\n"
        "  movq %rdx, %r8\n"
        "  movq %rsi, %rax\n"
        "  movq %rdi, ordinary(%rip)\n" // outside
        "  xorl %ecx, %ecx\n"
        "  xorl %edx, %edx\n"
        "  wrpkru\n"
        "  movq %rax, (%rdi)\n"         // protected
        "  lock xaddq %rcx, 8(%rdi)\n"  // protected
        "  movq %rax, -8(%rsp)\n"       // stack
        "  movq %rax, ordinary(%rip)\n" // foreign
        "  pushq %rdi\n"                // stack
        "  leaq ordinary(%rip), %rdi\n"
        "  movl $2, %ecx\n"
        "  rep stosq\n" // foreign, twice
        "  leaq ordinary(%rip), %r9\n"
        "  movl $3, %ecx\n"
        "  movb %al, 5(%r9,%rcx,8)\n" // foreign
        "  call 1f\n"                 // stack
        "  popq %rdi\n"
        "  movl $110, %eax\n" // getppid
        "  syscall\n"
        "  movq %r8, %rax\n"
        "  xorl %ecx, %ecx\n"
        "  xorl %edx, %edx\n"
        "  wrpkru\n"
        "  movq %rax, ordinary(%rip)\n" // outside
        "1: ret\n"
        ".size counted, .-counted\n");

static void handler(int number) { ordinary[1] = number; }

__attribute__((noinline)) void interrupted(void) { raise(SIGUSR1); }

__attribute__((noinline)) void dies(volatile long *keyed) { *keyed = 1; }

__attribute__((noinline)) void leaves(int code) { exit(code); }

static unsigned long key_register(void) {
  unsigned value;
  __asm__ volatile("rdpkru" : "=a"(value) : "c"(0) : "rdx");
  return value;
}

int main(int argc, char **argv) {
  long *keyed = mmap(0, 4096, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  int key = pkey_alloc(0, PKEY_DISABLE_WRITE);
  if (key < 0 || pkey_mprotect(keyed, 4096, PROT_READ | PROT_WRITE, key) != 0)
    return 100;
  signal(SIGUSR1, handler);
  interrupted();
  if (argc == 2 && argv[1][0] == 'l')
    leaves(9);
  if (argc == 2)
    dies(keyed);
  for (int i = 0; i < argc; ++i)
    counted(keyed, key_register() & ~(3ul << 2 * key), key_register());
  return argc;
}
