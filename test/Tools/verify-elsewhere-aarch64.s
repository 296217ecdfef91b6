# Intent: AArch64 stores to two places that look like one, or to the stack at an index
# that is another one there.
# RUN: llvm-mc --triple=aarch64-linux-gnu --mattr=+all --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
.set TARGET, 3
.set OWNED, 0
.include "verify-switches.inc"

# CHECK: scaled+0x{{.*}}: error: the window stores 16 bytes outside the stack; its record declares 8 bytes [rule 5
BEGIN scaled
  ENTER bytes=8
  str x0, [x1, x2]
  str x0, [x1, x2, lsl #3]
  LEAVE
END scaled

# CHECK: extended+0x{{.*}}: error: the window stores 8 bytes outside the stack; its record declares 0 bytes [rule 5
BEGIN extended
  mov x2, #-64
  ENTER bytes=0
  str x0, [sp, w2, uxtw]
  LEAVE
END extended

# CHECK: far+0x{{.*}}: error: the window stores 8 bytes outside the stack; its record declares 0 bytes [rule 5
BEGIN far
  mov x2, #0x300
  ENTER bytes=0
  str x0, [sp, x2, lsl #3]
  LEAVE
END far

# CHECK: stepped+0x{{.*}}: error: the window stores 16 bytes outside the stack; its record declares 8 bytes [rule 5
BEGIN stepped
  ENTER bytes=8
  stlr x0, [x1, #-8]!
  stlr x0, [x1, #-8]!
  LEAVE
END stepped

BEGIN right_scaled
  sub sp, sp, #64
  mov x2, #1
  ENTER bytes=0
  str x0, [sp, x2, lsl #3]
  LEAVE
  add sp, sp, #64
END right_scaled
