# Intent: AArch64: a store at an index from the stack pointer that varies counts as one to
# anywhere.
# RUN: llvm-mc --triple=aarch64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o | FileCheck %s --implicit-check-not=error:
.set TARGET, 3
.set OWNED, 0
.include "verify-switches.inc"

# CHECK: varies+0x{{.*}}: error: the window stores 8 bytes outside the stack; its record declares 4 bytes [rule 5
BEGIN varies
  sub sp, sp, #64
  ENTER
  str w1, [x0]
  str w1, [sp, x2]
  LEAVE
  add sp, sp, #64
END varies

# CHECK: array+0x{{.*}}: error: the window stores 8 bytes outside the stack; its record declares 4 bytes [rule 5
BEGIN array
  sub sp, sp, #64
  add x9, sp, w2, uxtw #2
  ENTER
  str w1, [x0]
  str w1, [x9, #8]
  LEAVE
  add sp, sp, #64
END array

BEGIN right_known
  sub sp, sp, #64
  mov x2, #8
  ENTER
  str w1, [x0]
  str w1, [sp, x2]
  stp x1, x2, [sp, #16]
  LEAVE
  add sp, sp, #64
END right_known
# CHECK: 1 object, 3 windows: 2 findings
