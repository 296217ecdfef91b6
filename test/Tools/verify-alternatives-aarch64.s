# Intent: alternative_has_cap_likely(): a branch that the kernel makes a
# no-operation where the processor has something, by a callback. Both ways are
# checked, and it may stand in a window.
# RUN: llvm-mc --triple=aarch64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: kpkeys-verify %t.o | FileCheck %s
# CHECK: 1 object, 1 window: 0 findings
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

  .section .altinstructions,"a",@progbits
  .word 1b - ., alt_cb_patch_nops - .
  .hword 0x8005
  .byte 4, 0
