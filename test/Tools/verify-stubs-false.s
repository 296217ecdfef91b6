# Intent: code that only looks like a linkage stub of a helper is no helper, nor is what
# lies behind one, or is chosen by an index.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs --defsym=TARGET=0 %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --check-prefixes=CHECK,OBJECT --implicit-check-not=error: < %t.out
# RUN: echo '.globl memcmp; .type memcmp, @function; memcmp: ret' | llvm-mc --triple=x86_64-linux-gnu --filetype=obj -o %t.lib.o
# RUN: ld.lld -shared %t.lib.o -o %t.lib.so
# RUN: ld.lld -z now --entry=0 %t.o %t.lib.so -o %t
# RUN: not kpkeys-verify %t > %t.linked
# RUN: FileCheck %s --implicit-check-not=error: < %t.linked
.set OWNED, 0
.include "verify-switches.inc"

.macro CALLS name, to:vararg
BEGIN \name
  ENTER
  callq \to
  xorl %ecx, %ecx
  LEAVE
END \name
.endm

# CHECK: behind+0x{{.*}}: error: a call at level 'protected' of window 1 [rule 3
CALLS behind, memcmp + 6
# CHECK: beyond+0x{{.*}}: error: a call at level 'protected' of window 1 [rule 3
CALLS beyond, memcmp + 0x40
# CHECK: indexed+0x{{.*}}: error: an indirect call at level 'protected' of window 1 [rule 3
# CHECK: indexed+0x{{.*}}: error: an indirect call at level 'protected', which has 'no-indirect-calls' [rule 8
CALLS indexed, *.Lslot(,%rax,8)
# OBJECT: by_pointer+0x{{.*}}: error: an indirect call at level 'protected' of window 1 [rule 3
# OBJECT: by_pointer+0x{{.*}}: error: an indirect call at level 'protected', which has 'no-indirect-calls' [rule 8
CALLS by_pointer, *.Lslot(%rip)
# CHECK: stores+0x{{.*}}: error: a call at level 'protected' of window 1 [rule 3
CALLS stores, .Lstores
# CHECK: chooses+0x{{.*}}: error: a call at level 'protected' of window 1 [rule 3
CALLS chooses, .Lchooses
# CHECK: another+0x{{.*}}: error: a call at level 'protected' of window 1 [rule 3
CALLS another, .Lanother
CALLS right, memcmp

BEGIN container
  nop
.Lstores:
  movq %rbx, (%rdi)
  jmpq *.Lslot(%rip)
.Lchooses:
  movl $0x1000, %edi
  jmpq *.Lslot(%rip)
.Lanother:
  movq .Lslot(%rip), %rax
  jmpq *%rbx
FINISH container

  .section .data.rel.ro,"aw"
  .balign 8
.Lslot:
  .quad memcmp
