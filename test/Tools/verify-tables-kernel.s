# Intent: a kernel links its constants where it can write them until it has started.
# They are constants, but for what it sets in the meantime.
# RUN: llvm-mc --triple=aarch64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: ld.lld --entry=0 %t.o -o %t && not kpkeys-verify %t > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
# RUN: ld.lld --entry=0 --defsym=__end_rodata=0 %t.o -o %t.user && not kpkeys-verify %t.user > %t.user.out
# RUN: FileCheck %s --check-prefix=USER < %t.user.out
# USER: kernel+0x{{.*}}: error: no path is seen to lead to this code, which calls;
.set TARGET, 3
.set OWNED, 0
.include "verify-switches.inc"

.macro CASES table
  cmp x8, #1
  b.hi 3f
  adrp x11, \table
  add x11, x11, :lo12:\table
  adr x9, 1f
  ldrb w10, [x11, x8]
  add x9, x9, x10, lsl #2
  br x9
1:
  b 3f
2:
  bl kernel
  ENTER
  str w1, [x0]
  LEAVE
3:
.endm

BEGIN kernel
  CASES .Lconstant
END kernel

# CHECK: set_later+0x{{.*}}: error: no path is seen to lead to this code, which calls;
BEGIN set_later
  CASES .Lset_later
END set_later

  .section .kernel,"aw",%progbits
  .globl __start_rodata, __start_ro_after_init, __end_ro_after_init
__start_rodata:
.Lconstant:
  .byte 0, 1
__start_ro_after_init:
.Lset_later:
  .byte 0, 1
__end_ro_after_init:
  .byte 0
  .weak __end_rodata
__end_rodata:
