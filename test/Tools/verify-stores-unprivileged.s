# Intent: an atomic store at the user's rights, which older assemblers do not know,
# counts as one of any length.
# REQUIRES: newest-llvm
# RUN: llvm-mc --triple=aarch64-linux-gnu --mattr=+all --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o | FileCheck %s --implicit-check-not=error:
.set TARGET, 3
.set OWNED, 0
.include "verify-switches.inc"

# CHECK: unprivileged+0x0: error: the window stores a number of bytes that is not known outside the stack; its record declares 64 bytes [rule 5
BEGIN unprivileged
  ENTER bytes=64
  swpt x9, x10, [x17]
  LEAVE
END unprivileged
