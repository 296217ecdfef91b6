# Intent: a stack pointer that a window moves to an index, and code that no path is seen
# to lead to with a store at an index from it.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs --defsym=TARGET=0 %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
.set OWNED, 0
.include "verify-switches.inc"

# CHECK: moved+0x{{.*}}: error: the stack pointer is moved to an address that varies, in a window [rule 3
BEGIN moved
  pushq %rbp
  movq %rsp, %rbp
  leaq -64(%rsp,%rsi,8), %r8
  ENTER
  movq %r8, %rsp
  pushq %rbx
  LEAVE
  leave
END moved

# CHECK: unseen+0x{{.*}}: error: no path is seen to lead to this code, which stores; there are windows in the function [rule 3
BEGIN unseen
  ENTER
  movl $1, (%rdi)
  LEAVE
  ret
  movq %rax, (%rsp,%rcx,8)
  ud2
FINISH unseen

BEGIN right
  pushq %rbp
  movq %rsp, %rbp
  leaq -64(%rsp,%rsi,8), %r8
  movq %r8, %rsp
  ENTER
  movl $1, (%rdi)
  movl $1, (%r8)
  LEAVE
  leave
  ret
  movq %rax, 8(%rsp)
  ud2
FINISH right
