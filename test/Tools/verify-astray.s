# Intent: in functions that can write the key register, nothing may lead into the
# middle of an instruction, whose bytes are other ones there: not to a hidden write
# that is near, nor to one behind others, nor to what swallows a comparison.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
# RUN: ld.lld -shared -z notext %t.o -o %t.so
# RUN: not kpkeys-verify %t.so | FileCheck %s --implicit-check-not=error: --check-prefixes=LINKED
# LINKED: far+0x{{[0-9a-f]+}}: error: a jump, a table or an address leads from here into the middle
# LINKED: by_hidden_jump+0x{{.*}} error:
# LINKED: by_return+0x{{.*}} error:
# LINKED: swallows+0x{{.*}} error:
# LINKED: other_prefix+0x{{.*}} error:
# LINKED: fault+0x{{.*}} error:
# LINKED: reaches+0x{{.*}} error:
# LINKED: by_number+0x{{.*}} error:
# LINKED: pointed_to+0x{{.*}} error:
.set TARGET, 1
.set OWNED, 1
.include "verify-records.inc"

.macro BEGIN name
  .type \name, @function
\name:
.endm
.macro REFUSE name
  cmpl $0x6e1, %ecx
  je .Laway_\name
.endm
.macro END name
  wrmsr
  retq
.Laway_\name:
  ud2
  .size \name, . - \name
.endm

  .text
# CHECK: far+0x{{[0-9a-f]+}}: error: a jump, a table or an address leads from here into the middle of an instruction [rule 3
BEGIN far
  testl %esi, %esi
  je 1f + 1
  REFUSE far
1:
  movl $0x90909090, %eax
  .rept 40
  nop
  .endr
END far

# The hidden instruction is a jump.
# CHECK: by_hidden_jump+0x{{[0-9a-f]+}}: error: a jump, a table or an address leads from here into the middle
BEGIN by_hidden_jump
  testl %esi, %esi
  je 1f + 1
  REFUSE by_hidden_jump
1:
  movl $0x909001eb, %eax
  nop
END by_hidden_jump

# CHECK: by_return+0x{{[0-9a-f]+}}: error: a jump, a table or an address leads from here into the middle
BEGIN by_return
  testl %esi, %esi
  je 2f
  leaq 1f + 1(%rip), %rax
  pushq %rax
  retq
2:
  REFUSE by_return
1:
  movl $0x90909090, %eax
END by_return

# What is hidden in the constant has the comparison for its own constant.
BEGIN swallowed
  movl $0xb8480000, %eax
  REFUSE swallowed
END swallowed
# CHECK: swallows+0x{{[0-9a-f]+}}: error: a branch into the middle of an instruction of 'swallowed' [rule 3
BEGIN swallows
  movl $0x6e1, %ecx
  jmp swallowed + 3
  .size swallows, . - swallows

# Only the `lock` is skipped.
BEGIN right_lock
  testl %esi, %esi
  je 1f + 1
1:
  lock
  incl (%rdi)
  REFUSE right_lock
END right_lock
BEGIN right_lock_from_elsewhere
  jmp 1b + 1
  .size right_lock_from_elsewhere, . - right_lock_from_elsewhere

# CHECK: other_prefix+0x{{[0-9a-f]+}}: error: a jump, a table or an address leads from here into the middle
BEGIN other_prefix
  testl %esi, %esi
  je 1f + 1
1:
  incl %gs:(%rdi)
  REFUSE other_prefix
END other_prefix

# CHECK: fault+0x{{[0-9a-f]+}}: error: a jump, a table or an address leads from here into the middle
BEGIN fault
.Lfault:
  movl (%rdi), %eax
  REFUSE fault
1:
  movl $0x90909090, %eax
END fault
  .section __ex_table,"a",@progbits
  .long .Lfault - ., 1b + 1 - ., 1
  .text

# What is before a function has a part of its first instruction.
BEGIN reaches
  movl %edi, %ecx
  .byte 0x48, 0xb8, 0, 0, 0
  .size reaches, . - reaches
# CHECK: reaches+0x{{[0-9a-f]+}}: error: an instruction reaches into the function behind it [rule 3
BEGIN reached
  movl $0x10, %ecx
END reached

# Addresses that the linker makes, and numbers that look like one.
# CHECK: by_number+0x{{[0-9a-f]+}}: error: a jump, a table or an address leads from here into the middle
BEGIN by_number
  testl %esi, %esi
  je 2f
  movabsq $1f + 1, %rax
  jmpq *%rax
2:
  REFUSE by_number
1:
  movl $0x90909090, %eax
END by_number
# CHECK: pointed_to+0x{{[0-9a-f]+}}: error: data of section '.data' holds the address of this code, which only its own function may jump to
BEGIN pointed_to
  REFUSE pointed_to
.Lpointed:
  movl $0x90909090, %eax
END pointed_to
  .data
  .quad .Lpointed + 1
