# Intent: a jump into a switch of another function by compare-and-branch. Older LLVMs do
# not know the instruction.
# REQUIRES: newest-llvm
# RUN: llvm-mc --triple=aarch64-linux-gnu --mattr=+cmpbr --filetype=obj -I %S/Inputs --defsym=TARGET=3 %s -o %t.o
# RUN: not kpkeys-verify %t.o | FileCheck %s
.set OWNED, 0
.include "verify-entered.inc"

# CHECK: compares+0x0: error: a branch into a window or a switch of 'f'
# CHECK-NOT: error:
BEGIN compares
  cbgt x1, x2, .Lwrite
END compares
