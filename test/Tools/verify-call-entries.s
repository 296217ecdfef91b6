# Intent: switches of targets sim and call are calls, so code that calls a function
# at its level is not told from other code, and is no finding. For a target whose
# switches are seen it is one.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs --defsym=TARGET=5 %s -o %t.sim.o
# RUN: kpkeys-verify %t.sim.o | FileCheck %s --check-prefix=NONE
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs --defsym=TARGET=4 %s -o %t.call.o
# RUN: kpkeys-verify %t.call.o | FileCheck %s --check-prefix=NONE
# NONE: 0 findings
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs --defsym=TARGET=0 %s -o %t.pku.o
# RUN: not kpkeys-verify %t.pku.o | FileCheck %s
# CHECK: calls{{.*}}: error: 'entered', which is entered at a level, is entered by code that sets none [rule 3
.set OWNED, 0
.include "verify-records.inc"

.globl calls
.type calls, @function
calls:
  call entered
  ret
.size calls, .-calls

.type entered, @function
entered:
.Lentry:
  RECORD .Lentry, .Lentry, 1, 1, 0, 0, 3
  movl $1, (%rdi)
  ret
.size entered, .-entered
