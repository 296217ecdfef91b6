# Intent: gates of AArch64: a `b` to the switch's end that boot code makes a `nop`.
# RUN: llvm-mc --triple=aarch64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
# RUN: ld.lld -shared %t.o -o %t.so && not kpkeys-verify %t.so > %t.so.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.so.out
.set TARGET, 3
.set OWNED, 0
.include "verify-records.inc"

.macro GATE place
  .pushsection kpkeys_gates,"ao?",@progbits,\place
  .balign 4
  .long \place - .
  .popsection
.endm
.macro SWITCH gate, operation, mask, from, to, window=0, bytes=0, listed=1
.Lswitch\@:
  \gate .Lswitched\@
  mrs x8, S3_0_C10_C2_4
  \operation x8, x8, #\mask
  msr S3_0_C10_C2_4, x8
  isb
.Lswitched\@:
  RECORD .Lswitch\@, .Lswitched\@, \from, \to, \window, \bytes
.if \listed
  GATE .Lswitch\@
.endif
.endm
.macro nothing label
  nop
.endm
.macro beyond label
  b \label + 4
.endm
.macro relocated label
  .reloc ., R_AARCH64_JUMP26, elsewhere
  b \label
.endm
.macro ENTER gate=b, listed=1
  SWITCH \gate, orr, 0x40, 0, 1, 1, 4, \listed
.endm
.macro LEAVE gate=b
  SWITCH \gate, and, 0xffffffffffffffbf, 1, 0
.endm
.macro BEGIN name
  .type \name, %function
\name:
.endm
.macro END name
  ret
  .size \name, . - \name
.endm

BEGIN right
  ENTER
  str w1, [x0]
  LEAVE
END right

# Nobody has opened a gate of a file.
# CHECK: open+0x{{.*}}: error: the gate is a no-operation already, which only boot code may make it [rule 6
BEGIN open
  ENTER nothing
  str w1, [x0]
  LEAVE
END open

# CHECK: not_listed+0x{{.*}}: error: the switch begins with a jump that section kpkeys_gates does not list [rule 6
BEGIN not_listed
  ENTER b, 0
  str w1, [x0]
  LEAVE
END not_listed

# CHECK: elsewhere+0x{{.*}}: error: a gate leads elsewhere than to its switch's end [rule 6
BEGIN elsewhere
  ENTER beyond
  str w1, [x0]
  LEAVE
END elsewhere

# CHECK: conditional+0x{{.*}}: error: section kpkeys_gates lists the switch, which does not begin with a gate [rule 6
BEGIN conditional
  ENTER b.eq
  str w1, [x0]
  LEAVE
END conditional

# What the linker makes of the jump counts, not what stands there before.
# CHECK: relocated+0x{{.*}}: error: a gate leads elsewhere than to its switch's end [rule 6
BEGIN relocated
  ENTER relocated
  str w1, [x0]
  LEAVE
END relocated
# CHECK: 1 object, 6 windows, 11 gates: 5 findings
