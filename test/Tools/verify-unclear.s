# Intent: where levels meet behind calls in scopes, none is clear; such code must not
# leave by what the verifier cannot follow either.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs --defsym=TARGET=0 %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
.set OWNED, 0
.include "verify-switches.inc"

.macro MEETS name, how:vararg
BEGIN \name
  pushq %rbx
  movl %esi, %ebx
  callq other
  testl %ebx, %ebx
  je .Lmet_\name
  xorl %ecx, %ecx
  ENTER kind=1, callee="other"
  callq other
.Lmet_\name:
  \how
FINISH \name
.endm

# CHECK: jumps+0x{{.*}}: error: an indirect branch at one of several levels [rule 3
MEETS jumps, jmpq *%rax
# CHECK: calls+0x{{.*}}: error: a call of 'other' at one of several levels [rule 3
MEETS calls, callq other
# CHECK: returns+0x{{.*}}: error: a return at one of several levels [rule 3
MEETS returns, retq
