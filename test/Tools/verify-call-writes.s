# Intent: a write to the user's key register is a note only in a kernel; a program whose
# switches are calls of the runtime may write it in the runtime alone.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs --defsym=TARGET=4 %s -o %t.call.o
# RUN: not kpkeys-verify %t.call.o | FileCheck %s
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs --defsym=TARGET=5 %s -o %t.sim.o
# RUN: not kpkeys-verify %t.sim.o | FileCheck %s
# CHECK: f+0x0: error: a write to the key register that no record describes
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs --defsym=TARGET=1 %s -o %t.pks.o
# RUN: kpkeys-verify %t.pks.o | FileCheck %s --check-prefix=KERNEL
# KERNEL: f+0x0: note: a write to the key register of target 'pku', which no window of the file is for
.set OWNED, 0
.include "verify-records.inc"
.type f, @function
f:
  wrpkru
  ret
.size f, . - f
