# Intent: a function that has a window returns at the default level. Where the level of a
# scope, or of a function that is entered at one, is taken to be the same still behind its
# call, that is told of: a policy's `keeps-level` promised too much. Behind a switch that
# sets the level again, and where nothing needs it any more, all is well.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
# RUN: ld.lld --entry=0 %t.o -o %t.exe && not kpkeys-verify %t.exe > %t.exe.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.exe.out
.set TARGET, 0
.set OWNED, 0
.include "verify-switches.inc"

.macro SCOPE
  ENTER bytes=0xffffffff, kind=1, callee="*"
.endm
# To level 1, from any.
.macro AGAIN window=1
.Lagain\@:
  rdpkru
  andl $-16, %eax
  wrpkru
.Lset\@:
  RECORD .Lagain\@, .Lset\@, 0xffff, 1, \window, 0xffffffff, 1, "*"
.endm
# A function that is entered at level 1.
.macro AT_LEVEL name
BEGIN \name
.Lat_\name:
  RECORD .Lat_\name, .Lat_\name, 1, 1, 0, 0, 3
.endm

BEGIN writes
  ENTER
  movl $1, (%rdi)
  LEAVE
END writes

BEGIN looks
END looks

# CHECK: promised+0x{{.*}}: error: the level is taken to be 'protected' still, behind a call of 'writes', which has a window and returns at level 'default' [rule 3
BEGIN promised
  SCOPE
  callq looks
  callq writes
  movl $1, (%rdi)
  LEAVE
END promised

# CHECK: in_loop+0x{{.*}}: error: the level is taken to be 'protected' still, behind a call of 'writes'
BEGIN in_loop
  SCOPE
1:
  testl %esi, %esi
  je 2f
  callq writes
  movl $1, (%rdi)
  jmp 1b
2:
  LEAVE
END in_loop

# CHECK: returns+0x{{.*}}: error: the level is taken to be 'protected' still, behind a call of 'writes'
AT_LEVEL returns
  callq writes
END returns

# CHECK: goes_on+0x{{.*}}: error: the level is taken to be 'protected' still, behind a call of 'writes'
AT_LEVEL goes_on
  jmp writes
  FINISH goes_on

# CHECK: requires+0x{{.*}}: error: the level is taken to be 'protected' still, behind a call of 'writes'
BEGIN requires
  SCOPE
  callq writes
  callq right_returns
  LEAVE from=0xffff
END requires

BEGIN right_again
  SCOPE
  movl $1, (%rdi)
  callq writes
  AGAIN
  movl $1, (%rdi)
  LEAVE
END right_again

BEGIN right_last
  SCOPE
  movl $1, (%rdi)
  callq writes
  LEAVE from=0xffff
END right_last

BEGIN right_kept
  SCOPE
  callq looks
  movl $1, (%rdi)
  LEAVE
END right_kept

AT_LEVEL right_returns
  callq writes
  AGAIN window=0
END right_returns

AT_LEVEL right_at_level
  callq right_returns
END right_at_level

BEGIN right_outside
  callq writes
  jmp writes
  FINISH right_outside
