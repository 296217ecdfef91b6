# Intent: a call into the middle of its own function leads there, too: into a
# switch, and behind the comparison that refuses a number.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
.set TARGET, 1
.set OWNED, 1
.include "verify-records.inc"

  .text
# CHECK: refused+0x{{[0-9a-f]+}}: error: a branch into a window or a switch of 'refused'
  .type refused, @function
refused:
  movl %edi, %ecx
  testl %esi, %esi
  je .Lchecked
  callq .Lwrite
.Lchecked:
  cmpl $0x6e1, %ecx
  je .Laway
.Lwrite:
  wrmsr
.Laway:
  retq
  .size refused, . - refused

# CHECK: switched+0x{{[0-9a-f]+}}: error: a branch into a window or a switch of 'switched'
  .type switched, @function
switched:
  movl %edi, %eax
  callq .Lswitch
.Lenter:
  movl $0x6e1, %ecx
  xorl %edx, %edx
  movl $0, %eax
.Lswitch:
  wrmsr
.Lentered:
  RECORD .Lenter, .Lentered, 0, 1, 1, 4
  movl $1, (%rdi)
.Lleave:
  movl $0x6e1, %ecx
  xorl %edx, %edx
  movl $8, %eax
  wrmsr
.Lleft:
  RECORD .Lleave, .Lleft, 1, 0, 0, 0
  retq
  .size switched, . - switched

# Calls of itself.
  .type again, @function
again:
  testl %edi, %edi
  je .Lend
  callq again
.Lend:
  movl $0x10, %ecx
  wrmsr
  retq
  .size again, . - again

# Numbers and values are in memory.
# CHECK: list+0x{{[0-9a-f]+}}: error: a write to the key register that no record describes [rule 1
  .type list, @function
list:
  movl $1, %ecx
  wrmsrlist
  retq
  .size list, . - list

# Into the first instruction of a switch, and of one that gives a constant; to
# behind that of another register, which becomes the number.
# CHECK: inside+0x{{[0-9a-f]+}}: error: a branch into the middle of an instruction of 'switched'
# CHECK: inside+0x{{[0-9a-f]+}}: error: a branch into the middle of an instruction of 'again'
# CHECK: inside+0x{{[0-9a-f]+}}: error: a branch into a window or a switch of 'copied'
# CHECK: inside+0x{{[0-9a-f]+}}: error: makes an address for a jump into a window or a switch of 'switched'
  .type copied, @function
copied:
  movl $0x10, %eax
.Lcopy:
  movl %eax, %ecx
  wrmsr
  retq
  .size copied, . - copied
  .type inside, @function
inside:
  je .Lenter + 1
  je .Lend + 1
  je .Lcopy
# Prefix 66 is for nothing.
  .byte 0x66, 0xe9
  .long .Lswitch - . - 4
  .size inside, . - inside

# CHECK: inside+0x{{[0-9a-f]+}}: error: an instruction reaches into the function behind it
# CHECK: own_prefix+0x{{[0-9a-f]+}}: error: makes an address for a jump into a window or a switch of 'own_prefix'
  .type own_prefix, @function
own_prefix:
  movl %edi, %ecx
  testl %esi, %esi
  je .Lcompare
  .byte 0x66, 0xe9
  .long .Lunchecked - . - 4
.Lcompare:
  cmpl $0x6e1, %ecx
  je .Lrefused
.Lunchecked:
  wrmsr
.Lrefused:
  retq
  .size own_prefix, . - own_prefix
