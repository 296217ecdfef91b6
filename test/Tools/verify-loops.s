# Intent: a loop may go all of its ways in one window: what is stored on them counts
# together, once. Of ways that exclude each other the longest counts.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
.set TARGET, 0
.set OWNED, 0
.include "verify-switches.inc"

.macro ARMS again:vararg
1:
  testl %r10d, %r10d
  je 2f
  movq %r10, (%rdi)
  movq %r10, (%r8)
  jmp 3f
2:
  movq %r10, (%rsi)
3:
  \again
.endm

# CHECK: loop+0x{{.*}}: error: the window stores 24 bytes outside the stack; its record declares 16 bytes [rule 5
BEGIN loop
  ENTER bytes=16
  ARMS decl %r9d; jne 1b
  LEAVE
END loop

BEGIN right_loop
  ENTER bytes=24, least=24
  ARMS decl %r9d; jne 1b
  LEAVE
END right_loop

BEGIN right_once
  ENTER bytes=16, least=16
  ARMS nop
  LEAVE
END right_once
