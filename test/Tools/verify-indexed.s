# Intent: a store at an index from the stack pointer: where it goes is known if the index
# is; one that varies may be out of bounds, so that the store counts as one to anywhere.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
.set TARGET, 0
.set OWNED, 0
.include "verify-switches.inc"

# CHECK: varies+0x{{.*}}: error: the window stores 8 bytes outside the stack; its record declares 4 bytes [rule 5
BEGIN varies
  subq $64, %rsp
  ENTER
  movl $1, (%rdi)
  movl $1, 8(%rsp,%rsi,4)
  LEAVE
  addq $64, %rsp
END varies

# CHECK: array+0x{{.*}}: error: the window stores 8 bytes outside the stack; its record declares 4 bytes [rule 5
BEGIN array
  subq $64, %rsp
  leaq 8(%rsp,%rsi,4), %rsi
  addq $4, %rsi
  ENTER
  movl $1, (%rdi)
  movl $1, 16(%rsi)
  LEAVE
  addq $64, %rsp
END array

# CHECK: block+0x{{.*}}: error: the window stores 8 bytes outside the stack; its record declares 4 bytes [rule 5
BEGIN block
  subq $64, %rsp
  addq %rsp, %rsi
  movq %rsi, (%rsp)
  ENTER
  movq (%rsp), %rdi
  stosq
  LEAVE
  addq $64, %rsp
END block

# CHECK: far+0x{{.*}}: error: the window stores 8 bytes outside the stack; its record declares 4 bytes [rule 5
BEGIN far
  subq $64, %rsp
  movl $4096, %esi
  ENTER
  movl $1, (%rdi)
  movl $1, (%rsp,%rsi,8)
  LEAVE
  addq $64, %rsp
END far

BEGIN right_known
  subq $64, %rsp
  movl $8, %esi
  ENTER
  movl $1, (%rdi)
  movl $1, (%rsp,%rsi,4)
  LEAVE
  addq $64, %rsp
END right_known

BEGIN right_declared
  subq $64, %rsp
  ENTER bytes=8
  movl $1, (%rdi)
  movl $1, (%rsp,%rsi,4)
  LEAVE
  addq $64, %rsp
END right_declared

BEGIN right_outside
  subq $64, %rsp
  movl $1, (%rsp,%rsi,4)
  ENTER
  movl $1, (%rdi)
  LEAVE
  movl $1, (%rsp,%rsi,4)
  addq $64, %rsp
END right_outside

# What the stack pointer is moved to is the stack.
BEGIN right_alloca
  pushq %rbp
  movq %rsp, %rbp
  subq %rsi, %rsp
  ENTER
  movl $1, (%rdi)
  movl $1, (%rsp)
  LEAVE
  leave
END right_alloca

BEGIN right_alloca_register
  pushq %rbp
  movq %rsp, %rbp
  movq %rsp, %r8
  subq %rsi, %r8
  movq %r8, %rsp
  ENTER
  movl $1, (%rdi)
  movl $1, 4(%r8)
  LEAVE
  leave
END right_alloca_register

BEGIN right_unbounded
  ENTER bytes=0xffffffff, kind=1
  movl $1, -8(%rsp,%rsi,4)
  LEAVE
END right_unbounded
