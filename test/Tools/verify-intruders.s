# Intent: code that jumps into a switch of another function from where no function is,
# by an address that it makes, or into an instruction that hides a switch.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs --defsym=TARGET=0 %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
# RUN: ld.lld -shared %t.o -o %t.so
# RUN: not kpkeys-verify %t.so > %t.so.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.so.out
.set OWNED, 0
.include "verify-switches.inc"

.macro RECORDED name
BEGIN \name
.Lenter_\name:
  rdpkru
  andl $-9, %eax
.Lwrite_\name:
  wrpkru
.Lentered_\name:
  RECORD .Lenter_\name, .Lentered_\name, 0, 1, 1, 4, 0, "", 0
  movl $1, (%rdi)
  LEAVE
END \name
.endm

RECORDED f
RECORDED g
RECORDED h
RECORDED i

BEGIN to_gap
  jmp .Lgap
FINISH to_gap
# CHECK: error: a branch into a window or a switch of 'f'
.Lgap:
  xorl %eax, %eax
  xorl %ecx, %ecx
  xorl %edx, %edx
  jmp .Lwrite_f

# CHECK: makes_address+0x{{.*}}: error: makes an address for a jump into a window or a switch of 'g'
BEGIN makes_address
  leaq .Lwrite_g(%rip), %rsi
  xorl %eax, %eax
  xorl %edx, %edx
  jmpq *%rsi
FINISH makes_address

# CHECK: begins_transaction+0x{{.*}}: error: a branch into a window or a switch of 'h'
BEGIN begins_transaction
  xbegin .Lwrite_h
END begins_transaction

BEGIN magic
  movl $0x00ef010f, %eax
END magic

# CHECK: into_instruction+0x{{.*}}: error: a branch into the middle of an instruction of 'magic'
BEGIN into_instruction
  xorl %eax, %eax
  xorl %edx, %edx
  jmp magic + 3
FINISH into_instruction

# CHECK: into_instruction_by_address+0x{{.*}}: error: makes an address for a jump into the middle of an instruction of 'magic'
BEGIN into_instruction_by_address
  leaq magic + 3(%rip), %rsi
  jmpq *%rsi
FINISH into_instruction_by_address

# Four bytes before it is the last switch of h.
BEGIN right_slot
  jmpq *i@GOTPCREL(%rip)
FINISH right_slot

BEGIN right
  leaq i(%rip), %rsi
  leaq magic(%rip), %rdi
  callq *%rdi
  jmp i
FINISH right
