# Intent: code that no instruction leads to has the level that tables give it, and what
# no table leads to either must not look like a part of a window.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
# RUN: not kpkeys-verify --format=json %t.o | FileCheck %s --check-prefix=JSON
# JSON: "not-reached": 6,
# RUN: ld.lld -shared -z undefs %t.o -o %t.so && not kpkeys-verify %t.so > %t.so.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.so.out
.set TARGET, 0
.set OWNED, 0
.set UNWIND, 1
.include "verify-switches.inc"

# The calls [\begin, \end) of \function land at \pad.
.macro LANDS function, begin, end, pad
  .cfi_lsda 0x1b, .Ltable_\function
  .pushsection .gcc_except_table,"a",@progbits
.Ltable_\function:
  .byte 0xff, 0xff, 0x01
  .uleb128 .Lsites_end_\function - .Lsites_\function
.Lsites_\function:
  .uleb128 \begin - \function
  .uleb128 \end - \begin
  .uleb128 \pad - \function
  .uleb128 0
.Lsites_end_\function:
  .popsection
.endm
.macro FAULTS at, to
  .pushsection __ex_table,"a",@progbits
  .long \at - ., \to - ., 3
  .popsection
.endm
.macro MAY_JUMP at, to
  .pushsection __jump_table,"aw",@progbits
  .long \at - ., \to - .
  .quad 0
  .popsection
.endm

# An exception in a scope: the way out leaves it.
BEGIN right_landing
  ENTER 0xffffffff, 1, "may_throw"
1:
  callq may_throw
2:
  LEAVE
  retq
3:
  LEAVE 0xffff
  callq caught
  LANDS right_landing, 1b, 2b, 3b
END right_landing

# CHECK: landing+0x{{.*}}: error: a call of 'caught' at level 'protected' of window 1 [rule 3
# CHECK: landing+0x{{.*}}: error: a return at level 'protected' of window 1 [rule 3
BEGIN landing
  ENTER 0xffffffff, 1, "may_throw"
1:
  callq may_throw
2:
  LEAVE
  retq
3:
  callq caught
  LANDS landing, 1b, 2b, 3b
END landing

BEGIN right_fault
  ENTER
1:
  movl $1, (%rdi)
2:
  LEAVE
  retq
3:
  jmp 2b
  FAULTS 1b, 3b
FINISH right_fault

# CHECK: fault+0x{{.*}}: error: a return at level 'protected' of window 1 [rule 3
BEGIN fault
  ENTER
1:
  movl $1, (%rdi)
  LEAVE
  retq
2:
  FAULTS 1b, 2b
END fault

# CHECK: fault_elsewhere+0x{{.*}}: error: a table leads out of the function from here, at level 'protected' of window 1 [rule 3
BEGIN fault_elsewhere
  ENTER
1:
  movl $1, (%rdi)
  LEAVE
  FAULTS 1b, fixup
END fault_elsewhere
  .type fixup, @function
fixup:
  retq
  .size fixup, . - fixup

# CHECK: static_key+0x{{.*}}: error: a return at level 'protected' of window 1 [rule 3
BEGIN static_key
  ENTER
1:
  nopl (%rax,%rax)
  movl $1, (%rdi)
  LEAVE
  retq
2:
  MAY_JUMP 1b, 2b
END static_key

# A warning: the kernel goes on behind it.
# CHECK: warns+0x{{.*}}: error: a return at level 'protected' of window 1 [rule 3
BEGIN warns
  ENTER
  movl $1, (%rdi)
  testl %esi, %esi
  jne 1f
  LEAVE
  retq
1:
  ud2
END warns

# Not each function that is called so ends the program.
# CHECK: my_abort+0x{{.*}}: error: a return at level 'protected' of window 1 [rule 3
BEGIN my_abort
  ENTER 4, 1, "transaction_abort"
  movl $1, (%rdi)
  callq transaction_abort
END my_abort

# longjmp comes back to where setjmp was told to.
BEGIN right_set_jump
  leaq 1f(%rip), %rax
  movq %rax, (%rsi)
  ENTER
  movl $1, (%rdi)
  LEAVE
  retq
1:
  callq came_back
END right_set_jump

# CHECK: stores_unseen+0x{{.*}}: error: no path is seen to lead to this code, which stores; there are windows in the function [rule 3
BEGIN stores_unseen
  ENTER
  movl $1, (%rdi)
1:
  LEAVE
  retq
  movl $1, (%rsi)
  jmp 1b
FINISH stores_unseen

# CHECK: joins_unseen+0x{{.*}}: error: no path is seen to lead to this code, which goes on in a window; there are windows in the function [rule 3
BEGIN joins_unseen
  ENTER
  movl $1, (%rdi)
1:
  LEAVE
  retq
  incl %esi
  jmp 1b
FINISH joins_unseen

# Only its way out.
BEGIN right_unseen
  ENTER
  movl $1, (%rdi)
  LEAVE
  retq
  xorl %ecx, %ecx
  LEAVE
END right_unseen
# CHECK: 6 instructions not reached:
