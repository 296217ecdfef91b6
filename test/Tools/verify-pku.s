# Intent: rules 1, 2, 3, 5, 6 and 8 on x86-64: what is right is quiet, and each way
# to be wrong is found, at its place.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
.set TARGET, 0
.set OWNED, 0
.include "verify-switches.inc"

# Branches, loops, a jump out of the middle, stores to the stack.
BEGIN right_paths
  testl %esi, %esi
  je 2f
  ENTER
1:
  movl $1, (%rdi)
  movl $2, -8(%rsp)
  decl %esi
  jne 1b
  LEAVE
2:
END right_paths

# Pieces of one block may overlap; the zero was there before.
BEGIN right_block
  ENTER bytes=15
  movq %rdx, (%rdi)
  movq %rdx, 7(%rdi)
  LEAVE
END right_block

# What stands behind a call may belong to another path.
BEGIN right_no_return
  testl %esi, %esi
  jne 1f
  callq fail
2:
  movl $1, (%rdi)
  LEAVE
  retq
1:
  ENTER
  jmp 2b
  .size right_no_return, . - right_no_return

BEGIN right_call
  ENTER callee="strcpy" kind=1
  callq strcpy
  LEAVE
END right_call

# CHECK: unrecorded+0x4: error: a write to the key register that no record describes [rule 1
BEGIN unrecorded
  xorl %edx, %edx
  wrpkru
END unrecorded

# CHECK: restores+0x2: error: XRSTOR with a mask that may hold PKRU, so that it comes from memory [rule 1
BEGIN restores
  xrstor (%rdi)
END restores

BEGIN right_restore
  movl $0xee, %eax
  xorl %edx, %edx
  xrstor (%rdi)
END right_restore

# CHECK: constant+0x{{.*}}: error: bits 0x4 of the key register are not those of level 'protected', 0x0 [rule 2
BEGIN constant
.Lconstant:
  rdpkru
  andl $-9, %eax
  orl $4, %eax
  wrpkru
.Lconstant_end:
  RECORD .Lconstant, .Lconstant_end, 0, 1, 1, 4
  movl $1, (%rdi)
  LEAVE
END constant

# CHECK: kept+0x{{.*}}: error: bits 0x8 of the key register are kept, which level 'protected' has otherwise [rule 2
BEGIN kept
.Lkept:
  rdpkru
  wrpkru
.Lkept_end:
  RECORD .Lkept, .Lkept_end, 0, 1, 1, 4
  movl $1, (%rdi)
  LEAVE
END kept

# CHECK: foreign_field+0x{{.*}}: error: bits 0x20 of the key register, which policy 'by hand' does not rule, are changed [rule 2
BEGIN foreign_field
.Lforeign:
  rdpkru
  andl $-41, %eax
  wrpkru
.Lforeign_end:
  RECORD .Lforeign, .Lforeign_end, 0, 1, 1, 4
  movl $1, (%rdi)
  LEAVE
END foreign_field

# CHECK: from_memory+0x{{.*}}: error: a switch accesses memory [rule 2
# CHECK: from_memory+0x{{.*}}: error: what is written to the key register (bits 0xffffffff) is neither a constant nor what was just read of it [rule 2
BEGIN from_memory
.Lmemory:
  movl (%rsi), %eax
  wrpkru
.Lmemory_end:
  RECORD .Lmemory, .Lmemory_end, 0, 1, 1, 4
  movl $1, (%rdi)
  LEAVE
END from_memory

# CHECK: from_before+0x{{.*}}: error: what is written to the key register (bits 0xffffffff) is neither
BEGIN from_before
  movl $0, %eax
.Lbefore:
  wrpkru
.Lbefore_end:
  RECORD .Lbefore, .Lbefore_end, 0, 1, 1, 4
  movl $1, (%rdi)
  LEAVE
END from_before

# CHECK: returns+0x{{.*}}: error: a return at level 'protected' of window 1 [rule 3
BEGIN returns
  ENTER
  movl $1, (%rdi)
  testl %esi, %esi
  je 1f
  retq
1:
  LEAVE
END returns

# CHECK: calls+0x{{.*}}: error: a call of 'strcpy' at level 'protected' of window 1 [rule 3
BEGIN calls
  ENTER
  movl $1, (%rdi)
  callq strcpy
  LEAVE
END calls

# CHECK: calls_pointer+0x{{.*}}: error: an indirect call at level 'protected' of window 1 [rule 3
# CHECK: calls_pointer+0x{{.*}}: error: an indirect call at level 'protected', which has 'no-indirect-calls' [rule 8
BEGIN calls_pointer
  ENTER
  movl $1, (%rdi)
  callq *%rsi
  LEAVE
END calls_pointer

# CHECK: jumps+0x{{.*}}: error: an indirect branch at level 'protected' of window 1 [rule 3
BEGIN jumps
  ENTER
  movl $1, (%rdi)
  jmpq *%rsi
  LEAVE
END jumps

# CHECK: jumps_away+0x{{.*}}: error: a jump to 'elsewhere' at level 'protected' of window 1 [rule 3
BEGIN jumps_away
  ENTER
  movl $1, (%rdi)
  jmp elsewhere
  LEAVE
END jumps_away

# CHECK: meets+0x{{.*}}: error: paths meet at different levels: {{.*}}default{{.*}}protected{{.*}} [rule 3
# CHECK: meets+0x{{.*}}: error: a switch from level 'protected' is reached at level 'default'
BEGIN meets
  testl %esi, %esi
  je 1f
  ENTER
1:
  movl $1, (%rdi)
  LEAVE
END meets

# CHECK: twice+0x{{.*}}: error: a switch from level 'default' is reached at level 'protected' of window 1 [rule 3
BEGIN twice
  ENTER
  movl $1, (%rdi)
  ENTER window=2
  movl $1, (%rdi)
  LEAVE
END twice

# CHECK: no_enter+0x{{.*}}: error: a switch from level 'protected' is reached at level 'default' [rule 3
BEGIN no_enter
  movl $1, (%rdi)
  LEAVE
END no_enter

# CHECK: interrupted+0x{{.*}}: error: other code may run here, at level 'protected' of window 1 [rule 3
BEGIN interrupted
  ENTER
  movl $1, (%rdi)
  int3
  LEAVE
END interrupted

# CHECK: stores+0x{{.*}}: error: the window stores 8 bytes outside the stack; its record declares 4 bytes [rule 5
BEGIN stores
  ENTER
  movl $1, (%rdi)
  movl $1, 8(%rdi)
  LEAVE
END stores

# A pointer to the stack that others could have changed since is none: by a call,
# by a store through a pointer, and by one to a part of it.
# CHECK: reloaded_call+0x{{.*}}: error: the window stores 4 bytes outside the stack; its record declares 0 bytes [rule 5
BEGIN reloaded_call
  subq $40, %rsp
  leaq 16(%rsp), %rax
  movq %rax, 8(%rsp)
  leaq 8(%rsp), %rdi
  callq fill
  xorl %ecx, %ecx
  movq 8(%rsp), %rdi
  ENTER bytes=0
  movl $1, (%rdi)
  LEAVE
  addq $40, %rsp
END reloaded_call

# CHECK: reloaded_store+0x{{.*}}: error: the window stores 4 bytes outside the stack; its record declares 0 bytes [rule 5
BEGIN reloaded_store
  leaq -32(%rsp), %rax
  movq %rax, -8(%rsp)
  movq %rdx, (%rsi)
  movq -8(%rsp), %rdi
  ENTER bytes=0
  movl $1, (%rdi)
  LEAVE
END reloaded_store

# CHECK: reloaded_part+0x{{.*}}: error: the window stores 4 bytes outside the stack; its record declares 0 bytes [rule 5
BEGIN reloaded_part
  leaq -32(%rsp), %rax
  movq %rax, -8(%rsp)
  movl %edx, -4(%rsp)
  movq -8(%rsp), %rdi
  ENTER bytes=0
  movl $1, (%rdi)
  LEAVE
END reloaded_part

BEGIN right_reloaded
  leaq -32(%rsp), %rax
  movq %rax, -8(%rsp)
  movl %edx, -16(%rsp)
  movq -8(%rsp), %rdi
  ENTER bytes=0
  movl $1, (%rdi)
  LEAVE
END right_reloaded

# CHECK: fewer+0x{{.*}}: error: the window stores 4 bytes outside the stack, fewer than the 8 bytes that its record declares [rule 5
BEGIN fewer
  ENTER bytes=8 least=8
  movl $1, (%rdi)
  LEAVE
END fewer

# CHECK: clears+0x{{.*}}: error: the window stores a number of bytes that is not known outside the stack; its record declares 4 bytes [rule 5
BEGIN clears
  ENTER
  movl %esi, %ecx
  rep stosb
  LEAVE
END clears

# CHECK: middle+0x{{.*}}: error: the record of a switch does not begin and end with an instruction [rule 6
BEGIN middle
.byte 0x66
.Lmiddle:
  nop
.Lmiddle_end:
  RECORD .Lmiddle, .Lmiddle_end, 0, 1, 1, 4
END middle

# CHECK: no_switch+0x{{.*}}: error: the record's switch does not write the key register [rule 6
BEGIN no_switch
.Lno_switch:
  xorl %eax, %eax
.Lno_switch_end:
  RECORD .Lno_switch, .Lno_switch_end, 0, 1, 1, 4
  LEAVE
END no_switch

# CHECK: into+0x{{.*}}: error: a branch leads into the middle of a switch [rule 6
# CHECK: into+0x{{.*}}: error: paths meet at different levels
BEGIN into
  testl %esi, %esi
  je 1f
.Linto:
  rdpkru
  andl $-9, %eax
1:
  wrpkru
.Linto_end:
  RECORD .Linto, .Linto_end, 0, 1, 1, 4
  movl $1, (%rdi)
  LEAVE
END into

# CHECK: disagree+0x{{.*}}: error: the records of window 1 say different things of it [rule 6
BEGIN disagree
  testl %esi, %esi
  je 1f
  ENTER
  jmp 2f
1:
  ENTER bytes=8
2:
  movl $1, (%rdi)
  LEAVE
END disagree

# CHECK: port+0x{{.*}}: error: an access to a port at level 'protected', which has 'no-io' [rule 8
# CHECK: port+0x{{.*}}: error: a use of floating-point or vector registers at level 'protected', which has 'no-floating-point' [rule 8
BEGIN port
  ENTER
  outb %al, $0x80
  movss %xmm0, (%rdi)
  LEAVE
END port
