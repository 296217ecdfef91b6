# Intent: AArch64: rules 1 to 5 on POR_EL1.
# RUN: llvm-mc --triple=aarch64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
.set TARGET, 3
.set OWNED, 0
.include "verify-switches.inc"

BEGIN right
  stp x29, x30, [sp, #-16]!
  ENTER bytes=24
  str w1, [x0]
  stp x1, x2, [x0, #8]
  str x1, [sp, #8]
  cbz x1, 1f
  str w1, [x0, #4]!
1:
  LEAVE
  ldp x29, x30, [sp], #16
END right

BEGIN right_atomic
  ENTER bytes=8
1:
  ldxr x9, [x0]
  stxr w10, x1, [x0]
  cbnz w10, 1b
  LEAVE
END right_atomic

# CHECK: unrecorded+0x0: error: a write to the key register that no record describes [rule 1
BEGIN unrecorded
  msr S3_0_C10_C2_4, x0
END unrecorded

# CHECK: unrecorded_el12+0x0: error: a write to the key register that no record describes [rule 1
BEGIN unrecorded_el12
  msr S3_5_C10_C2_4, x0
END unrecorded_el12

# CHECK: unrecorded_index+0x0: error: a write to the key register that no record describes [rule 1
BEGIN unrecorded_index
  .inst 0xd590003f
END unrecorded_index

# CHECK: register+0x{{.*}}: error: the switch writes another register than that of target 'poe-el1' [rule 6
BEGIN register
.Lregister:
  mrs x8, S3_3_C10_C2_4
  orr x8, x8, #0x40
  msr S3_3_C10_C2_4, x8
  isb
.Lregister_end:
  RECORD .Lregister, .Lregister_end, 0, 1, 1, 4
  str w1, [x0]
  LEAVE
END register

# CHECK: value+0x{{.*}}: error: bits 0x80 of the key register are not those of level 'protected', 0x0 [rule 2
BEGIN value
.Lvalue:
  mrs x8, S3_0_C10_C2_4
  orr x8, x8, #0xc0
  msr S3_0_C10_C2_4, x8
  isb
.Lvalue_end:
  RECORD .Lvalue, .Lvalue_end, 0, 1, 1, 4
  str w1, [x0]
  LEAVE
END value

# CHECK: outer+0x{{.*}}: error: what is written to the key register (bits 0x{{.*}}) is neither a constant nor
BEGIN outer
.Louter:
  mrs x8, S3_0_C10_C2_4
  orr x8, x8, x9
  msr S3_0_C10_C2_4, x8
  isb
.Louter_end:
  RECORD .Louter, .Louter_end, 0, 1, 1, 4
  str w1, [x0]
  LEAVE
END outer

# CHECK: no_isb+0x{{.*}}: error: no ISB between the switch and the next memory access or branch [rule 4
BEGIN no_isb
.Lno_isb:
  mrs x8, S3_0_C10_C2_4
  orr x8, x8, #0x40
  msr S3_0_C10_C2_4, x8
.Lno_isb_end:
  RECORD .Lno_isb, .Lno_isb_end, 0, 1, 1, 4
  str w1, [x0]
  isb
  LEAVE
END no_isb

BEGIN right_late_isb
.Llate:
  mrs x8, S3_0_C10_C2_4
  orr x8, x8, #0x40
  msr S3_0_C10_C2_4, x8
.Llate_end:
  RECORD .Llate, .Llate_end, 0, 1, 1, 4
  add x1, x1, #1
  isb
  str w1, [x0]
  LEAVE
END right_late_isb

# CHECK: returns+0x{{.*}}: error: a return at level 'protected' of window 1 [rule 3
BEGIN returns
  ENTER
  str w1, [x0]
END returns

# CHECK: stores+0x{{.*}}: error: the window stores 8 bytes outside the stack; its record declares 4 bytes [rule 5
BEGIN stores
  ENTER
  str w1, [x0]
  str w1, [x2]
  LEAVE
END stores
