# Intent: code that a kernel patches when it starts (.altinstructions) is looked at:
# switches in the replacement are reported, and so is a window that is patched.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
# RUN: ld.lld --entry=0 %t.o -o %t.exe && not kpkeys-verify %t.exe > %t.exe.out
# RUN: FileCheck %s --check-prefix=LINKED --implicit-check-not=error: < %t.exe.out
# LINKED-DAG: .altinstr_replacement:{{.*}}: error: a write to the key register that no record describes [rule 1
# LINKED-DAG: patched+0x{{.*}}: error: other code may be patched in (.altinstructions), at level 'protected' of window 1 [rule 3
# LINKED-DAG: twice+0x{{.*}}: error: other code may be patched in (.altinstructions), at level 'protected' of window 5 [rule 3
# LINKED-DAG: patched+0x{{.*}}: error: a switch may be patched (.altinstructions) [rule 2
# CHECK: .altinstr_replacement:0x0: error: a write to the key register that no record describes [rule 1
.set TARGET, 0
.set OWNED, 0
.include "verify-switches.inc"

  .type patched, @function
patched:
  xorl %ecx, %ecx
1:
  .nops 3
.Lenter:
  rdpkru
  andl $-9, %eax
  wrpkru
.Lentered:
  RECORD .Lenter, .Lentered, 0, 1, 1, 4
  movl $1, (%rdi)
# CHECK: patched+0x{{.*}}: error: other code may be patched in (.altinstructions), at level 'protected' of window 1 [rule 3
2:
  .nops 3
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
  .byte 3, 3
  .endr

# It must store no more often than what it replaces.
# CHECK: twice+0x{{.*}}: error: other code may be patched in (.altinstructions), at level 'protected' of window 5 [rule 3
  .text
BEGIN twice
  ENTER window=5
11:
  movl $1, (%rdi)
  .nops 6
12:
  LEAVE
END twice
  .section .altinstr_replacement,"ax",@progbits
13:
  movl $1, (%rdi)
  movl $1, (%rdi)
14:
  .section .altinstructions,"a",@progbits
  .long 11b - ., 13b - .
  .long 0
  .byte 12b - 11b, 14b - 13b

# What is replaced by nothing or by a jump is a way on, also in a window: the code
# behind static_cpu_has().
# RUN: FileCheck %s --check-prefix=WAYS --implicit-check-not=skipped --implicit-check-not=jumped --implicit-check-not=asked < %t.out
# RUN: FileCheck %s --check-prefix=WAYS --implicit-check-not=skipped --implicit-check-not=jumped --implicit-check-not=asked < %t.exe.out
# WAYS: 1 object, 5 windows: 4 findings
  .text
BEGIN skipped
  ENTER window=2
6:
  .byte 0xe9
  .long .Lno - . - 4
  movl $1, (%rdi)
  jmp .Lleave2
.Lno:
  movl $2, (%rdi)
.Lleave2:
  LEAVE
  retq
  FINISH skipped

BEGIN jumped
  ENTER window=3
7:
  .byte 0x0f, 0x1f, 0x44, 0, 0
  movl $1, (%rdi)
.Lleave3:
  LEAVE
  retq
.Lcold:
  movl $2, (%rdi)
  jmp .Lleave3
  FINISH jumped

# Until the kernel knows its processor, the question is asked aside.
BEGIN asked
  ENTER window=4
8:
  .byte 0xe9
  .long .Laside - . - 4
.Lyes:
  movl $1, (%rdi)
  jmp .Lleave4
.Lnot:
  movl $2, (%rdi)
.Lleave4:
  LEAVE
END asked
  .section .altinstr_aux,"ax",@progbits
.Laside:
  testb $1, (%rsi)
  jnz .Lyes
  jmp .Lnot

  .section .altinstr_replacement,"ax",@progbits
10:
  .byte 0xe9
  .long .Lnot - . - 4
9:
  .byte 0xe9
  .long .Lcold - . - 4
  .section .altinstructions,"a",@progbits
  .long 6b - ., 4b - .
  .long 0
  .byte 5, 0
  .long 7b - ., 9b - .
  .long 0
  .byte 5, 5
  .long 8b - ., 10b - .
  .long 0
  .byte 5, 5
  .long 8b - ., 4b - .
  .long 0
  .byte 5, 0
