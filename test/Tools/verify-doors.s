# Intent: ways into switches and windows that are no branches to an instruction,
# and ways out that are no returns.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
# A record that leads to no level is not read at all.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs --defsym=NOWHERE=1 %s -o %t.bad.o
# RUN: not kpkeys-verify %t.bad.o 2>&1 | FileCheck %s --check-prefix=BAD
# BAD: error: {{.*}}section kpkeys_windows, record at offset {{[0-9]+}}: it says of no level that it goes to it
# Nor is a record of a later version.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs --defsym=VERSION=1 %s -o %t.later.o
# RUN: not kpkeys-verify %t.later.o 2>&1 | FileCheck %s --check-prefix=LATER
# RUN: not kpkeys-report %t.later.o 2>&1 | FileCheck %s --check-prefix=LATER
# LATER: error: {{.*}}section kpkeys_windows, record at offset 0: it is of version 1, which this program does not know
.set TARGET, 0
.set OWNED, 0
.include "verify-records.inc"

.macro ENTER bytes=4
.Lenter\@:
  rdpkru
  andl $-9, %eax
  wrpkru
.Lentered\@:
  RECORD .Lenter\@, .Lentered\@, 0, 1, 1, \bytes, 0
.endm
.macro LEAVE
.Lleave\@:
  rdpkru
  orl $8, %eax
  wrpkru
.Lleft\@:
.ifdef NOWHERE
  RECORD .Lleave\@, .Lleft\@, 1, 0xffff
.else
  RECORD .Lleave\@, .Lleft\@, 1, 0
.endif
.endm

# The immediate of the `and` is an instruction, too, and WRPKRU comes next.
# CHECK: error: a jump, a table or an address leads from here into the middle of an instruction [rule 3
  .type into_instruction, @function
into_instruction:
  xorl %ecx, %ecx
  testl %esi, %esi
  jne 1f + 4
1:
  ENTER
  movl $1, (%rdi)
  LEAVE
  retq
  .size into_instruction, . - into_instruction

  .type entered, @function
entered:
.Lentry:
  RECORD .Lentry, .Lentry, 1, 1, 0, 0, 3
  movl $1, (%rdi)
  retq
  .size entered, . - entered

# CHECK: knows_nothing{{.*}}: error: 'entered', which is entered at a level, is entered by code that sets none [rule 3
  .type knows_nothing, @function
knows_nothing:
  callq entered
  retq
  .size knows_nothing, . - knows_nothing

# CHECK: error: the function's code ends at level 'protected' of window 1 [rule 3
  .type ends_in_call, @function
ends_in_call:
  xorl %ecx, %ecx
  ENTER
  movl $1, (%rdi)
  callq memcmp
  .size ends_in_call, . - ends_in_call

  .type next, @function
next:
  retq
  .size next, . - next
