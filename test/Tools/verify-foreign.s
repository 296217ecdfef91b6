# Intent: a switch that also accesses a port, or a system register that is no key
# register, is none of ours.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs --defsym=TARGET=0 %s -o %t.o
# RUN: not kpkeys-verify %t.o | FileCheck %s --check-prefixes=CHECK,X86
# RUN: llvm-mc --triple=aarch64-linux-gnu --filetype=obj -I %S/Inputs --defsym=TARGET=3 %s -o %t.arm.o
# RUN: not kpkeys-verify %t.arm.o | FileCheck %s
# CHECK: register+0x{{.*}}: error: a switch holds what is no part of it [rule 6
# X86: port+0x{{.*}}: error: a switch holds what is no part of it [rule 6
# CHECK-NOT: error:
.set OWNED, 0
.include "verify-switches.inc"

.macro FOREIGN name, what:vararg
BEGIN \name
.Lenter_\name:
  \what
.if TARGET == 0
  rdpkru
  andl $-9, %eax
  wrpkru
.else
  mrs x8, S3_0_C10_C2_4
  orr x8, x8, #0x40
  msr S3_0_C10_C2_4, x8
  isb
.endif
.Lentered_\name:
  RECORD .Lenter_\name, .Lentered_\name, 0, 1, 1, 4
.if TARGET == 0
  movl $1, (%rdi)
.else
  str w1, [x0]
.endif
  LEAVE
END \name
.endm

.if TARGET == 0
FOREIGN register, movq %rdi, %cr4
FOREIGN port, outb %al, %dx
FOREIGN right, nop
.else
FOREIGN register, msr SCTLR_EL1, x0
FOREIGN right, nop
.endif
