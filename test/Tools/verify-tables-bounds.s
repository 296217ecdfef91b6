# Intent: only a comparison of the index bounds a table of jumps: a scope cannot be left
# by an entry behind those that another comparison counts.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
.set TARGET, 0
.set OWNED, 0
.include "verify-switches.inc"

# CHECK: other+0x{{.*}}: error: a call of 'anything' at level 'protected' of window 1 [rule 3
# CHECK: other+0x{{.*}}: error: a return at level 'protected' of window 1 [rule 3
BEGIN other
  ENTER bytes=0, kind=1
  cmpl $0, %r9d
  jne 1f
  leaq table_other(%rip), %rdx
  movslq (%rdx,%r8,4), %rsi
  addq %rdx, %rsi
  jmpq *%rsi
1:
  LEAVE
  ret
2:
  callq anything
  ret
  FINISH other

BEGIN right_own
  ENTER bytes=0, kind=1
  cmpl $0, %r9d
  jne 3f
  movl %r9d, %r8d
  leaq table_own(%rip), %rdx
  movslq (%rdx,%r8,4), %rsi
  addq %rdx, %rsi
  jmpq *%rsi
3:
  LEAVE
  ret
  FINISH right_own

.section .rodata
table_other: .long 1b - table_other, 2b - table_other
table_own: .long 3b - table_own, 2b - table_own
