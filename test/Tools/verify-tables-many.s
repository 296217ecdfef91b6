# Intent: AArch64: functions with very many jump tables take no time without end: there
# their tables are not read, which is told.
# RUN: llvm-mc --triple=aarch64-linux-gnu --filetype=obj -I %S/Inputs --defsym=MANY=100 %s -o %t.o
# RUN: kpkeys-verify %t.o
# RUN: llvm-mc --triple=aarch64-linux-gnu --filetype=obj -I %S/Inputs --defsym=MANY=2000 %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s < %t.out
# CHECK: many+0x{{.*}}: error: no path is seen to lead to this code, which stores;
.set TARGET, 3
.set OWNED, 0
.include "verify-switches.inc"

BEGIN many
  adrp x11, .Ltable
  add x11, x11, :lo12:.Ltable
.rept MANY
  cmp x8, #1
  b.hi 2f
  adr x9, 1f
  ldrb w10, [x11, x8]
  add x9, x9, x10, lsl #2
  br x9
1:
  b 2f
  str w1, [x2]
2:
.endr
  ENTER
  str w1, [x0]
  LEAVE
END many

  .section .rodata,"a",%progbits
.Ltable:
  .byte 0, 1
