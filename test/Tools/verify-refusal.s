# Intent: rule 1: a WRMSR whose number has just been compared with 0x6e1, so
# that it is another one, is none of IA32_PKRS; and each way in which that fails.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
.set TARGET, 1
.set OWNED, 1
.include "verify-records.inc"

.macro BEGIN name
  .type \name, @function
\name:
.endm
.macro END name
  wrmsr
.Lend_\name:
  retq
.Laway_\name:
  ud2
  .size \name, . - \name
.endm

  .text
BEGIN right
  movl (%rdi), %ecx
  cmpl $0x6e1, %ecx
  je .Laway_right
  movq 8(%rdi), %rax
  movq %rax, %rdx
  shrq $32, %rdx
END right

BEGIN right_copied
  movl $7, %ecx
  cmpl $0x6e1, %eax
  je .Laway_right_copied
  movl %eax, %esi
  xorl %eax, %eax
  movq %rsi, %rcx
END right_copied

# Who jumps to the comparison is refused, too.
BEGIN right_again
  nop
.Lagain:
  cmpl $0x6e1, %ecx
  je .Laway_right_again
END right_again
BEGIN right_elsewhere
  jmp .Lagain
  .size right_elsewhere, . - right_elsewhere

# CHECK: any+{{.*}} error: WRMSR of a register that is not known here may write IA32_PKRS [rule 1
BEGIN any
END any

# CHECK: other_number+{{.*}} error: WRMSR of a register
BEGIN other_number
  cmpl $0x6e0, %ecx
  je .Laway_other_number
END other_number

# CHECK: other_register+{{.*}} error: WRMSR of a register
BEGIN other_register
  cmpl $0x6e1, %esi
  je .Laway_other_register
END other_register

# Its upper half, which WRMSR does not look at, may be what differs.
# CHECK: whole_register+{{.*}} error: WRMSR of a register
BEGIN whole_register
  cmpq $0x6e1, %rcx
  je .Laway_whole_register
END whole_register

# CHECK: memory+{{.*}} error: WRMSR of a register
BEGIN memory
  cmpl $0x6e1, (%rdi)
  je .Laway_memory
  movl (%rdi), %ecx
END memory

# CHECK: other_condition+{{.*}} error: WRMSR of a register
BEGIN other_condition
  cmpl $0x6e1, %ecx
  jne .Laway_other_condition
END other_condition

# CHECK: above+{{.*}} error: WRMSR of a register
BEGIN above
  cmpl $0x6e1, %ecx
  ja .Laway_above
END above

# CHECK: other_flags+{{.*}} error: WRMSR of a register
BEGIN other_flags
  cmpl $0x6e1, %ecx
  testl %eax, %eax
  je .Laway_other_flags
END other_flags

# The flags are those of the comparison still.
BEGIN right_apart
  cmpl $0x6e1, %ecx
  movl $0, %eax
  je .Laway_right_apart
END right_apart

# CHECK: moved_apart+{{.*}} error: WRMSR of a register
BEGIN moved_apart
  cmpl $0x6e1, %ecx
  movl %eax, %ecx
  je .Laway_moved_apart
END moved_apart

# CHECK: flags_apart+{{.*}} error: WRMSR of a register
BEGIN flags_apart
  cmpl $0x6e1, %ecx
  xorl %eax, %eax
  je .Laway_flags_apart
END flags_apart

# CHECK: no_branch+{{.*}} error: WRMSR of a register
BEGIN no_branch
  cmpl $0x6e1, %ecx
  movl $0, %eax
END no_branch

# CHECK: changed+{{.*}} error: WRMSR of a register
BEGIN changed
  cmpl $0x6e1, %ecx
  je .Laway_changed
  incl %ecx
END changed

# CHECK: changed_partly+{{.*}} error: WRMSR of a register
BEGIN changed_partly
  cmpl $0x6e1, %ecx
  je .Laway_changed_partly
  movb $0xe1, %cl
END changed_partly

# CHECK: called+{{.*}} error: WRMSR of a register
BEGIN called
  cmpl $0x6e1, %ebx
  je .Laway_called
  callq other
  movl %ebx, %ecx
END called

# CHECK: entered+{{.*}} error: WRMSR of a register
BEGIN entered
  testl %eax, %eax
  je .Lentered
  cmpl $0x6e1, %ecx
  je .Laway_entered
.Lentered:
END entered

# CHECK: to_itself+{{.*}} error: WRMSR of a register
BEGIN to_itself
  cmpl $0x6e1, %ecx
  je .Lto_itself
.Lto_itself:
END to_itself

# Where a fault goes on.
# CHECK: fault+{{.*}} error: WRMSR of a register
BEGIN fault
.Lfault:
  movl (%rdi), %eax
  cmpl $0x6e1, %ecx
  je .Laway_fault
.Lfixed:
END fault
  .section __ex_table,"a",@progbits
  .long .Lfault - ., .Lfixed - ., 1
  .text

# CHECK: by_jump+0x{{[0-9a-f]+}}: error: a branch into a window or a switch of 'entered_by_jump'
BEGIN entered_by_jump
  cmpl $0x6e1, %ecx
  je .Laway_entered_by_jump
.Lby_jump:
END entered_by_jump
BEGIN by_jump
  jmp .Lby_jump
  .size by_jump, . - by_jump

# Where a fault goes on elsewhere.
BEGIN right_fault
  cmpl $0x6e1, %ecx
  je .Laway_right_fault
.Lright_fault:
  movl (%rdi), %eax
END right_fault
  .section __ex_table,"a",@progbits
  .long .Lright_fault - ., .Laway_right_fault - ., 1
  .text

# CHECK: label+{{.*}} error: WRMSR of a register
BEGIN label
  cmpl $0x6e1, %ecx
  je .Laway_label
  leaq .Llabel(%rip), %rax
  movq %rax, pointer(%rip)
  retq
.Llabel:
END label

BEGIN right_over_refusal
  cmpl $0x6e1, %edi
  jne .Lwrite
  movl $-5, %eax
  retq
.Lwrite:
  movl %edi, %ecx
END right_over_refusal

# CHECK: over_warning+{{.*}} error: WRMSR of a register
BEGIN over_warning
  cmpl $0x6e1, %ecx
  jne .Lover_warning
  ud2
.Lover_warning:
END over_warning

# CHECK: twice+{{.*}} error: WRMSR of a register
BEGIN twice
  testl %eax, %eax
  jne .Ltwice
  cmpl $0x6e1, %ecx
  jne .Ltwice
  retq
.Ltwice:
END twice

# CHECK: loop+0x8: error: WRMSR of a register
# CHECK: loop+0xe: error: WRMSR of a register
BEGIN loop
  cmpl $0x6e1, %ecx
  je .Laway_loop
.Lloop:
  wrmsr
  incl %ecx
  jmp .Lloop
END loop
