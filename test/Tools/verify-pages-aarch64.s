# Intent: ADRP names a page, and the next instruction the place in it. A page that
# begins in the middle of a jump over a table does not lead there.
# RUN: llvm-mc --triple=aarch64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: ld.lld --entry=0 --no-relax --section-start=.text=0x210000 %t.o -o %t
# RUN: llvm-objdump -d %t | FileCheck --check-prefix=PAGE %s
# RUN: kpkeys-verify %t
# PAGE: 211000:{{.*}}ldrb
# PAGE: adrp{{.*}}0x211000
.set TARGET, 3
.set OWNED, 0
.include "verify-switches.inc"

BEGIN pages
  b 4f
  .zero 4096 - 24
4:
  cmp x8, #1
  b.hi 3f
  adrp x11, .Ltable
  add x11, x11, :lo12:.Ltable
  adr x9, 1f
  ldrb w10, [x11, x8]
  add x9, x9, x10, lsl #2
  br x9
1:
  b 3f
2:
  bl pages
  ENTER
  str w1, [x0]
  LEAVE
3:
  adrp x4, .Lplace
  add x4, x4, :lo12:.Lplace
END pages
  .balign 64
.Lplace:
  .word 0

  .section .rodata,"a",%progbits
.Ltable:
  .byte 0, 1
