# Intent: stores that go elsewhere than they seem to, or to two places that look like
# one: an index that has moved, bits counted from an address, blocks that are longer
# than an element, relocations of values.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
.set TARGET, 0
.set OWNED, 0
.include "verify-switches.inc"

# CHECK: moved+0x{{.*}}: error: the window stores 16 bytes outside the stack; its record declares 8 bytes [rule 5
BEGIN moved
  ENTER bytes=8
  movq %rsi, (%rdi,%r8,8)
  incq %r8
  movq %rsi, (%rdi,%r8,8)
  LEAVE
END moved

# CHECK: bit+0x{{.*}}: error: the window stores 8 bytes outside the stack; its record declares 0 bytes [rule 5
BEGIN bit
  ENTER bytes=0
  btsq %rsi, -64(%rsp)
  LEAVE
END bit

# CHECK: direct+0x{{.*}}: error: the window stores {{.*}} outside the stack; its record declares 0 bytes [rule 5
BEGIN direct
  ENTER bytes=0
  movdir64b -64(%rsp), %rdi
  LEAVE
END direct

# CHECK: repeated+0x{{.*}}: error: the window stores a number of bytes that is not known outside the stack; its record declares 0 bytes [rule 5
BEGIN repeated
  leaq -8(%rsp), %rdi
  ENTER bytes=0
  movq %rsi, %rcx
  rep stosq
  xorl %ecx, %ecx
  LEAVE
END repeated

# CHECK: values+0x{{.*}}: error: the window stores 8 bytes outside the stack; its record declares 4 bytes [rule 5
BEGIN values
  ENTER
  movl $first - ., (%rdi)
  movl $first - . - 58, 64(%rdi)
  LEAVE
END values

# CHECK: namesakes+0x{{.*}}: error: the window stores 16 bytes outside the stack; its record declares 8 bytes [rule 5
BEGIN namesakes
  ENTER bytes=8
  movq %rsi, here(%rip)
  movq %rsi, there(%rip)
  LEAVE
END namesakes

BEGIN right_bit
  ENTER bytes=0
  btsq $5, -64(%rsp)
  LEAVE
END right_bit

BEGIN right_block
  leaq -64(%rsp), %rdi
  ENTER bytes=0
  movl $8, %ecx
  rep stosq
  xorl %ecx, %ecx
  LEAVE
END right_block

BEGIN right_twice
  ENTER bytes=7, least=7
  movl %esi, here(%rip)
  movl %esi, here+3(%rip)
  LEAVE
END right_twice

.section .bss.x, "aw", @nobits, unique, 1
here: .skip 8
.section .bss.x, "aw", @nobits, unique, 2
there: .skip 8
