# Intent: code that a kernel patches when it starts (.altinstructions) is looked at:
# switches in the replacement are reported, and so is a window that is patched.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
# CHECK: .altinstr_replacement:0x0: error: a write to the key register that no record describes [rule 1
.set TARGET, 0
.set OWNED, 0
.include "verify-records.inc"

  .type patched, @function
patched:
  xorl %ecx, %ecx
1:
  nop
.Lenter:
  rdpkru
  andl $-9, %eax
  wrpkru
.Lentered:
  RECORD .Lenter, .Lentered, 0, 1, 1, 4
  movl $1, (%rdi)
# CHECK: patched+0x{{.*}}: error: other code may be patched in (.altinstructions), at level 'protected' of window 1 [rule 3
2:
  nop
.Lleave:
  rdpkru
  orl $8, %eax
3:
  wrpkru
# CHECK: patched+0x{{.*}}: error: a switch may be patched (.altinstructions) [rule 2
.Lleft:
  RECORD .Lleave, .Lleft, 1, 0
  retq
  .size patched, . - patched

  .section .altinstr_replacement,"ax",@progbits
4:
  wrpkru
5:
  .section .altinstructions,"a",@progbits
  .irp site, 1b, 2b, 3b
  .long \site - ., 4b - .
  .long 0
  .byte 1, 3
  .endr
