# Intent: rules 1 and 2 for IA32_PKRS: a WRMSR is a switch if ECX says so, and a
# switch puts the number there itself.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
# CHECK: .anonymous:0x{{.*}}: error: a write to IA32_PKRS that no record describes [rule 1
.set TARGET, 1
.set OWNED, 1
.include "verify-records.inc"

.macro SWITCH from, to, value, window=0, bytes=0
.Lswitch\@:
  movl $0x6e1, %ecx
  xorl %edx, %edx
  movl $\value, %eax
  wrmsr
.Lswitch_end\@:
  RECORD .Lswitch\@, .Lswitch_end\@, \from, \to, \window, \bytes
.endm
.macro BEGIN name
  .type \name, @function
\name:
.endm
.macro END name
  retq
  .size \name, . - \name
.endm

BEGIN right
  SWITCH 0, 1, 0, 1, 4
  movl $1, (%rdi)
  SWITCH 1, 0, 8
END right

BEGIN right_other_register
  movl $0x10, %ecx
  wrmsr
END right_other_register

# CHECK: unrecorded+0x5: error: a write to IA32_PKRS that no record describes [rule 1
BEGIN unrecorded
  movl $0x6e1, %ecx
  wrmsr
END unrecorded

# CHECK: any+0x0: error: WRMSR of a register that is not known here may write IA32_PKRS [rule 1
BEGIN any
  wrmsr
END any

# CHECK: number+0x{{.*}}: error: the switch does not itself put the number of IA32_PKRS, 0x6e1, into ECX [rule 2
BEGIN number
  movl $0x6e1, %ecx
.Lnumber:
  xorl %edx, %edx
  movl $0, %eax
  wrmsr
.Lnumber_end:
  RECORD .Lnumber, .Lnumber_end, 0, 1, 1, 4
  movl $1, (%rdi)
  SWITCH 1, 0, 8
END number

# CHECK: upper_half+0x{{.*}}: error: EDX, the reserved half, is not 0 [rule 2
BEGIN upper_half
.Lupper:
  movl $0x6e1, %ecx
  movl $0, %eax
  wrmsr
.Lupper_end:
  RECORD .Lupper, .Lupper_end, 0, 1, 1, 4
  movl $1, (%rdi)
  SWITCH 1, 0, 8
END upper_half

# CHECK: value+0x{{.*}}: error: bits 0x4 of the key register are not those of level 'protected', 0x0 [rule 2
BEGIN value
  SWITCH 0, 1, 4, 1, 4
  movl $1, (%rdi)
  SWITCH 1, 0, 8
END value

# A kernel's user space has a register of its own.
# CHECK: users+0x0: note: a write to the key register of target 'pku', which no window of the file is for [rule 1
BEGIN users
  wrpkru
END users

# RUN: not kpkeys-verify --trusted=.anonymous %t.o | FileCheck %s --check-prefix=TRUSTED
# TRUSTED-NOT: .anonymous
  .section .anonymous,"ax",@progbits
  movl $0x6e1, %ecx
  wrmsr
  ret
