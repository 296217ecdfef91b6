# Intent: AArch64: of functions with thousands of jump tables, each is read. Where it would
# take too long to find out which table it is, none is, which is told.
# RUN: llvm-mc --triple=aarch64-linux-gnu --filetype=obj -I %S/Inputs --defsym=HOPS=100 %s -o %t.o
# RUN: kpkeys-verify %t.o
# RUN: llvm-mc --triple=aarch64-linux-gnu --filetype=obj -I %S/Inputs --defsym=HOPS=2000 %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
.set TARGET, 3
.set OWNED, 0
.include "verify-switches.inc"

.macro JUMP
  cmp x8, #1
  b.hi 6f
  adr x9, 5f
  ldrb w10, [x11, x8]
  add x9, x9, x10, lsl #2
  br x9
5:
  b 6f
  str w1, [x2]
6:
.endm
.macro WINDOW
  ENTER
  str w1, [x0]
  LEAVE
.endm

BEGIN many
  adrp x11, .Ltable
  add x11, x11, :lo12:.Ltable
.rept 2000
  JUMP
.endr
  WINDOW
END many

# The way from the table's address to the jump leads backwards all along the function.
# CHECK: far+0x{{.*}}: error: no path is seen to lead to this code, which stores;
BEGIN far
  adrp x11, .Ltable
  add x11, x11, :lo12:.Ltable
  b 3f
1:
  JUMP
  b 4f
.rept HOPS
2:
  b 1b
1:
  b 2b
.endr
3:
  b 1b
4:
  WINDOW
END far

  .section .rodata,"a",%progbits
.Ltable:
  .byte 0, 1
