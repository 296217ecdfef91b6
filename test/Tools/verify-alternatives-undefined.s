# Intent: what a kernel patches into a window may leave to another file.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o | FileCheck %s --implicit-check-not=error:
.set TARGET, 0
.set OWNED, 0
.include "verify-switches.inc"

# CHECK: leaves+0x{{.*}}: error: a table leads out of the function from here, at level 'protected' of window 1 [rule 3
BEGIN leaves
  ENTER
  movl $1, (%rdi)
1:
  .nops 5
2:
  LEAVE
END leaves
  .section .altinstr_replacement,"ax",@progbits
3:
  jmp elsewhere
4:
  .section .altinstructions,"a",@progbits
  .long 1b - ., 3b - .
  .long 0
  .byte 2b - 1b, 4b - 3b
