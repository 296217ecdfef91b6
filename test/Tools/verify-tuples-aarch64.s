# Intent: AArch64: what changes a row of registers changes each of them.
# RUN: llvm-mc --triple=aarch64-linux-gnu --mattr=+all --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
.set TARGET, 3
.set OWNED, 0
.include "verify-switches.inc"

# The address on the stack that x\n held is gone.
.macro STORE n
  ENTER bytes=4
  str w1, [x0]
  str w1, [x\n]
  LEAVE
  add sp, sp, #64
.endm

# CHECK: pair+0x{{.*}}: error: the window stores 8 bytes outside the stack; its record declares 4 bytes [rule 5
BEGIN pair
  sub sp, sp, #64
  mov x3, sp
  casp x2, x3, x4, x5, [x0]
  STORE 3
END pair

# CHECK: eight+0x{{.*}}: error: the window stores 8 bytes outside the stack; its record declares 4 bytes [rule 5
BEGIN eight
  sub sp, sp, #64
  mov x7, sp
  ld64b x2, [x0]
  STORE 7
END eight

BEGIN right
  sub sp, sp, #64
  mov x6, sp
  casp x2, x3, x4, x5, [x0]
  STORE 6
END right
