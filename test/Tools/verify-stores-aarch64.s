# Intent: what each kind of AArch64 store writes, by rule 5: as many bytes as it is
# known to, and any number where an instruction does not say how many.
# RUN: llvm-mc --triple=aarch64-linux-gnu --mattr=+all --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
.set TARGET, 3
.set OWNED, 0
.include "verify-switches.inc"

# Neither more nor less.
.macro STORES bytes, instruction:vararg
BEGIN exact\@
  ENTER bytes=\bytes, least=\bytes
  \instruction
  LEAVE
END exact\@
.endm
STORES 1, strb w9, [x17, #3]
STORES 2, strh w9, [x17], #2
STORES 4, stur w9, [x17, #-4]
STORES 8, str x9, [x17, x16, lsl #3]
STORES 8, sttr x9, [x17]
STORES 16, stp x9, x10, [x17, #16]!
STORES 1, stlrb w9, [x17]
STORES 8, stlxr w9, x10, [x17]
STORES 16, stxp w9, x10, x11, [x17]
STORES 2, stllrh w9, [x17]
STORES 4, cas w9, w10, [x17]
STORES 1, casalb w9, w10, [x17]
STORES 16, casp x2, x3, x4, x5, [x17]
STORES 8, swpal x9, x10, [x17]
STORES 2, swph w9, w10, [x17]
STORES 8, ldadd x9, x10, [x17]
STORES 4, stclr w9, [x17]
STORES 1, ldsmaxlb w9, w10, [x17]

# The level forbids these registers, which is all that is said of the window.
# CHECK: exact{{.*}}: error: a use of floating-point or vector registers at level 'protected', which has 'no-floating-point' [rule 8
STORES 16, str q0, [x17, #32]
# CHECK: exact{{.*}}: error: a use of floating-point or vector registers at level 'protected', which has 'no-floating-point' [rule 8
STORES 32, stnp q0, q1, [x17]
# CHECK: exact{{.*}}: error: a use of floating-point or vector registers at level 'protected', which has 'no-floating-point' [rule 8
STORES 32, st1 { v0.16b, v1.16b }, [x17]
# CHECK: exact{{.*}}: error: a use of floating-point or vector registers at level 'protected', which has 'no-floating-point' [rule 8
STORES 8, st2 { v0.s, v1.s }[1], [x17]
# CHECK: exact{{.*}}: error: a use of floating-point or vector registers at level 'protected', which has 'no-floating-point' [rule 8
STORES 24, st3 { v0.8b, v1.8b, v2.8b }, [x17]

# A tag, or a block or a vector of a length that the machine chooses.
.macro UNKNOWN name, instruction:vararg
BEGIN \name
  ENTER bytes=64
  \instruction
  LEAVE
END \name
.endm
# CHECK: stg+0x0: error: the window stores a number of bytes that is not known outside the stack; its record declares 64 bytes [rule 5
UNKNOWN stg, stg x17, [x17]
# CHECK: stzg+0x0: error: the window stores a number of bytes
UNKNOWN stzg, stzg x17, [x17], #16
# CHECK: st2g+0x0: error: the window stores a number of bytes
UNKNOWN st2g, st2g x17, [x17, #32]
# CHECK: stgp+0x0: error: the window stores a number of bytes
UNKNOWN stgp, stgp x9, x10, [x17, #16]
# CHECK: st64b+0x0: error: the window stores a number of bytes
UNKNOWN st64b, st64b x2, [x17]
# CHECK: st64bv+0x0: error: the window stores a number of bytes
UNKNOWN st64bv, st64bv x1, x2, [x17]
# CHECK: sve+0x0: error: the window stores a number of bytes
# CHECK: sve+0x10: error: a use of floating-point or vector registers
UNKNOWN sve, st1b { z0.b }, p0, [x17]
# CHECK: scatter+0x0: error: the window stores a number of bytes
# CHECK: scatter+0x10: error: a use of floating-point or vector registers
UNKNOWN scatter, st1d { z0.d }, p0, [x17, z1.d]
# CHECK: vector+0x0: error: the window stores a number of bytes
# CHECK: vector+0x10: error: a use of floating-point or vector registers
UNKNOWN vector, str z0, [x17]
# CHECK: copies+0x0: error: the window stores a number of bytes
UNKNOWN copies, cpyfp [x17]!, [x16]!, x15!
# CHECK: sets+0x0: error: the window stores a number of bytes
UNKNOWN sets, setp [x17]!, x15!, x14
# CHECK: zeroes+0x0: error: the window stores a number of bytes
UNKNOWN zeroes, dc zva, x17
# CHECK: 35 windows: 20 findings
