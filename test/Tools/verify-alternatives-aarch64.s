# Intent: alternative_has_cap_likely(): a branch that the kernel makes a
# no-operation where the processor has something, by a callback. Both ways are
# checked, and it may stand in a window.
# RUN: llvm-mc --triple=aarch64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o | FileCheck %s
# An atomic instruction may take the place of a loop that stores there, but not one
# that stores elsewhere.
# CHECK: elsewhere+0x{{.*}}: error: other code may be patched in (.altinstructions), at level 'protected' of window 3 [rule 3
# CHECK: 1 object, 3 windows: 1 finding
.set TARGET, 3
.set OWNED, 0
.include "verify-records.inc"
  .type likely, %function
likely:
.Lenter:
  mrs x8, S3_0_C10_C2_4
  orr x8, x8, #0x40
  msr S3_0_C10_C2_4, x8
  isb
.Lentered:
  RECORD .Lenter, .Lentered, 0, 1, 1, 4
1:
  b .Lno
  mov w9, #1
  str w9, [x0]
  b .Lleave
.Lno:
  str wzr, [x0]
.Lleave:
  mrs x8, S3_0_C10_C2_4
  and x8, x8, #0xffffffffffffffbf
  msr S3_0_C10_C2_4, x8
  isb
.Lleft:
  RECORD .Lleave, .Lleft, 1, 0
  ret
  .size likely, . - likely

.macro REPLACED name, window
  .type \name, %function
\name:
.Lenter\@:
  mrs x8, S3_0_C10_C2_4
  orr x8, x8, #0x40
  msr S3_0_C10_C2_4, x8
  isb
.Lentered\@:
  RECORD .Lenter\@, .Lentered\@, 0, 1, \window, 8
\name\()_loop:
  ldxr x10, [x0]
  stxr w11, x9, [x0]
  cbnz w11, \name\()_loop
  nop
.Lleave\@:
  mrs x8, S3_0_C10_C2_4
  and x8, x8, #0xffffffffffffffbf
  msr S3_0_C10_C2_4, x8
  isb
.Lleft\@:
  RECORD .Lleave\@, .Lleft\@, 1, 0
  ret
  .size \name, . - \name
.endm
REPLACED same, 2
REPLACED elsewhere, 3
.arch_extension lse
2:
  swp x9, x10, [x0]
  nop
  nop
  nop
3:
  swp x9, x10, [x1]
  nop
  nop
  nop

  .section .altinstructions,"a",@progbits
  .word 1b - ., alt_cb_patch_nops - .
  .hword 0x8005
  .byte 4, 0
  .word same_loop - ., 2b - .
  .hword 5
  .byte 16, 16
  .word elsewhere_loop - ., 3b - .
  .hword 5
  .byte 16, 16
