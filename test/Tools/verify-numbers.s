# Intent: rule 1: a register has the number that a WRMSR is taken to write on all
# ways there, the hidden ones as well: by jumps over other code, behind warnings,
# by tables, and with what a kernel patches in.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
# What is patched in is looked at where it is put.
# CHECK: .altinstr_replacement:0x{{[0-9a-f]+}}: error: a write to IA32_PKRS that no record describes
# CHECK: .altinstr_replacement:0x{{[0-9a-f]+}}: error: WRMSR of a register
# CHECK: .altinstr_replacement:0x{{[0-9a-f]+}}: error: a branch into a window or a switch of 'over_others'
.set TARGET, 1
.set OWNED, 1
.include "verify-records.inc"

.macro BEGIN name
  .type \name, @function
\name:
.endm
.macro END name
  .size \name, . - \name
.endm
.macro JUMP_BY table
  leaq \table(%rip), %rdx
  movslq (%rdx,%rax,4), %rsi
  addq %rdx, %rsi
  jmpq *%rsi
.endm
# Like the alternatives of Linux 6.3 and later.
.macro REPLACE begin, end, by, by_end
  .section .altinstructions,"a",@progbits
  .long \begin - ., \by - .
  .long 1
  .byte \end - \begin, \by_end - \by
  .text
.endm

  .text
# What has another number lies between the number and the WRMSR, but is not on
# the way.
BEGIN over_others
  movl $0x10, %ecx
.Lover:
  jmp 2f
1:
  xorl %ecx, %ecx
  retq
2:
  wrmsr
  jmp 1b
END over_others
# CHECK: to_over_others+0x{{[0-9a-f]+}}: error: a branch into a window or a switch of 'over_others'
BEGIN to_over_others
  jmp .Lover
END to_over_others
BEGIN right_to_other_number
  jmp 1b
END right_to_other_number

# CHECK: behind_warning+0x{{[0-9a-f]+}}: error: WRMSR of a register
BEGIN behind_warning
  testl %esi, %esi
  je 1f
  movl $0x10, %ecx
  jmpq *%rax
1:
  movl %edi, %ecx
  ud2
  wrmsr
  retq
END behind_warning

# CHECK: meets_warning+0x{{[0-9a-f]+}}: error: WRMSR of a register
BEGIN meets_warning
  testl %esi, %esi
  je 1f
  movl $0x10, %ecx
  jmp 2f
1:
  movl %edi, %ecx
  ud2
2:
  wrmsr
  retq
END meets_warning

# CHECK: unseen+0x{{[0-9a-f]+}}: error: WRMSR of a register
BEGIN unseen
  movl $0x10, %ecx
  jmpq *%rax
  wrmsr
  retq
END unseen

# Who has the address comes with another number.
# CHECK: escapes+0x{{[0-9a-f]+}}: error: WRMSR of a register
BEGIN escapes
  movl $0x10, %ecx
  leaq .Lescapes(%rip), %rax
  movq %rax, pointer(%rip)
.Lescapes:
  wrmsr
  retq
END escapes

# The branch behind the comparison does not bound the table: its second entry is
# one, too.
# CHECK: unbounded+0x{{[0-9a-f]+}}: error: WRMSR of a register
BEGIN unbounded
  movl %edi, %ecx
  movslq %esi, %rax
  cmpl $0, %eax
  js .Laway
  JUMP_BY .Ltable
.Lchecked:
  cmpl $0x6e1, %ecx
  je .Laway
.Lunchecked:
  wrmsr
  retq
.Laway:
  ud2
END unbounded

# Who comes in between has not compared.
# CHECK: bypassed+0x{{[0-9a-f]+}}: error: WRMSR of a register
BEGIN bypassed
  testl %edi, %edi
  js 2f
  cmpl $0, %eax
  ja .Laway
2:
  JUMP_BY .Ltable3
.Lchecked3:
  movl $0x10, %ecx
.Lunchecked3:
  wrmsr
  retq
END bypassed

# Of a byte only, and of the index of something else.
# CHECK: byte+0x{{[0-9a-f]+}}: error: WRMSR of a register
BEGIN byte
  cmpb $0, %al
  ja .Laway
  JUMP_BY .Ltable4
.Lchecked4:
  movl $0x10, %ecx
.Lunchecked4:
  wrmsr
  retq
END byte
# CHECK: other_index+0x{{[0-9a-f]+}}: error: WRMSR of a register
BEGIN other_index
  cmpl $0, %r8d
  ja .Laway
  leaq .Ltable5(%rip), %rdx
  movl (%r9,%r8,4), %r10d
  movslq (%rdx,%rax,4), %rsi
  addq %rdx, %rsi
  jmpq *%rsi
.Lchecked5:
  movl $0x10, %ecx
.Lunchecked5:
  wrmsr
  retq
END other_index

# An address that a table has, and something else.
# CHECK: in_table+0x{{[0-9a-f]+}}: error: data of section '.data' holds the address of this code
BEGIN in_table
  movl $0x10, %ecx
  cmpl $1, %eax
  ja .Lin_table_away
  jmpq *.Ltable6(,%rax,8)
.Lin_table:
  wrmsr
.Lin_table_away:
  retq
END in_table
  .data
  .quad .Lin_table
  .text

BEGIN right_bounded
  movl %edi, %ecx
  movslq %esi, %rax
  cmpl $1, %eax
  jae .Laway2
  JUMP_BY .Ltable2
.Lchecked2:
  cmpl $0x6e1, %ecx
  je .Laway2
.Lunchecked2:
  wrmsr
  retq
.Laway2:
  ud2
END right_bounded
  .section .rodata,"a"
.Ltable:
  .long .Lchecked - .Ltable, .Lunchecked - .Ltable, 0
.Ltable3:
  .long .Lchecked3 - .Ltable3, .Lunchecked3 - .Ltable3, 0
.Ltable4:
  .long .Lchecked4 - .Ltable4, .Lunchecked4 - .Ltable4, 0
.Ltable5:
  .long .Lchecked5 - .Ltable5, .Lunchecked5 - .Ltable5, 0
  .balign 8
.Ltable6:
  .quad .Lin_table, .Lin_table_away, 0
.Ltable2:
  .long .Lchecked2 - .Ltable2, .Lunchecked2 - .Ltable2, 0
  .text

# CHECK: patched+0x{{[0-9a-f]+}}: error: WRMSR of a register
BEGIN patched
  movl $0x10, %ecx
.Lsite:
  .nops 2
.Lsite_end:
  wrmsr
  retq
END patched

# A comparison that may be replaced by nothing.
# CHECK: patched_away+0x{{[0-9a-f]+}}: error: WRMSR of a register
BEGIN patched_away
.Laway_site:
  cmpl $0x6e1, %ecx
.Laway_site_end:
  je .Laway3
  wrmsr
  retq
.Laway3:
  ud2
END patched_away

# CHECK: patched_partly+0x{{[0-9a-f]+}}: error: a jump, a table or an address leads from here into the middle
# CHECK: patched_partly+0x{{[0-9a-f]+}}: error: WRMSR of a register
BEGIN patched_partly
.Lpartly:
  nop
  cmpl $0x6e1, %ecx
  je .Laway4
.Lpartly_end:
  wrmsr
  retq
  .fill 0x4b, 1, 0xcc
.Laway4:
  ud2
END patched_partly

# More is copied than was reserved, and less than an instruction.
# CHECK: patched_over+0x{{[0-9a-f]+}}: error: a jump, a table or an address leads from here into the middle
# CHECK: patched_over+0x{{[0-9a-f]+}}: error: WRMSR of a register
BEGIN patched_over
.Lover_site:
  nop
.Lover_site_end:
  movl $0x10, %ecx
  wrmsr
  retq
END patched_over
# CHECK: patched_cut+0x{{[0-9a-f]+}}: error: a jump, a table or an address leads from here into the middle
BEGIN patched_cut
  movl $0x11, %ecx
.Lcut_site:
  .nops 2
.Lcut_site_end:
  wrmsr
  retq
END patched_cut

# Code aside that does more than to ask.
# CHECK: aside+0x{{[0-9a-f]+}}: error: WRMSR of a register
BEGIN aside
  movl $0x10, %ecx
  .byte 0xe9
  .long .Laside - . - 4
.Lbeside:
  wrmsr
  retq
END aside
  .section .altinstr_aux,"ax",@progbits
.Laside:
  movl %edi, %ecx
  jmp .Lbeside
  .text

# Neighbours among replacements are of different places.
BEGIN numbered
.Lnumbered:
  .nops 5
.Lnumbered_end:
  retq
END numbered
BEGIN written
.Lwritten:
  .nops 2
.Lwritten_end:
  retq
END written
BEGIN right_written
  movl $0x10, %ecx
.Lright_written:
  .nops 2
.Lright_written_end:
  retq
END right_written
# CHECK: into_right_written+0x{{[0-9a-f]+}}: error: a branch into a window or a switch of 'right_written'
BEGIN into_right_written
  jmp .Lright_written
END into_right_written
BEGIN right_whole
.Lright_whole:
  .nops 7
.Lright_whole_end:
  retq
END right_whole
BEGIN key_number
  movl $0x6e1, %ecx
.Lkey_number:
  .nops 2
.Lkey_number_end:
  retq
END key_number
  .section .altinstr_replacement,"ax",@progbits
.Lright_write:
  wrmsr
.Lright_write_end:
  movl $0x11, %ecx
  wrmsr
.Lwhole_end:
.Lkey_write:
  wrmsr
.Lkey_write_end:
.Lcut:
  .byte 0x48, 0xb8
.Lcut_end:
  nop
.Lmove:
  movl %edi, %ecx
.Lmove_end:
.Lnumber:
  movl $0x10, %ecx
.Lnumber_end:
  wrmsr
.Lwrite_end:
.Ljump:
  .byte 0xe9
  .long .Lover - . - 4
.Ljump_end:
  .text
  REPLACE .Lright_written, .Lright_written_end, .Lright_write, .Lright_write_end
  REPLACE .Lright_whole, .Lright_whole_end, .Lright_write_end, .Lwhole_end
  REPLACE .Lkey_number, .Lkey_number_end, .Lkey_write, .Lkey_write_end
  REPLACE .Lsite, .Lsite_end, .Lmove, .Lmove_end
  REPLACE .Laway_site, .Laway_site_end, .Lmove, .Lmove
  REPLACE .Lpartly, .Lpartly_end - 1, .Lmove, .Lmove_end
  REPLACE .Lnumbered, .Lnumbered_end, .Lnumber, .Lnumber_end
  REPLACE .Lwritten, .Lwritten_end, .Lnumber_end, .Lwrite_end
  REPLACE .Lnumbered, .Lnumbered_end, .Ljump, .Ljump_end
  REPLACE .Lover, .Lover + 5, .Ljump, .Ljump_end
  REPLACE .Lover_site, .Lover_site_end, .Lmove, .Lmove_end
  REPLACE .Lcut_site, .Lcut_site_end, .Lcut, .Lcut_end

# CHECK: fault+0x{{[0-9a-f]+}}: error: a table leads from here into code that only its own function may jump to [rule 3
BEGIN fault
  movl %edi, %ecx
.Lfault:
  movl (%rsi), %eax
.Lkey:
  .nops 5
  retq
END fault
  .section __ex_table,"a",@progbits
  .long .Lfault - ., .Lover - ., 1
# CHECK: fault+0x{{[0-9a-f]+}}: error: a table leads from here into code that only its own function may jump to
  .section __jump_table,"aw",@progbits
  .long .Lkey - ., .Lover - .
  .quad key - .
  .text

# The handler of a fault gives a register another number, or lets all be.
# CHECK: handled+0x{{[0-9a-f]+}}: error: WRMSR of a register
BEGIN handled
  movl $0x10, %ecx
.Lhandled:
  movl (%rsi), %eax
  nop
.Lbehind_handler:
  wrmsr
  retq
END handled
BEGIN right_handled
  movl $0x10, %ecx
.Lright_handled:
  wrmsr
.Lright_behind_handler:
  wrmsr
  retq
END right_handled
  .section __ex_table,"a",@progbits
  .long .Lhandled - ., .Lbehind_handler - ., 17 | 1 << 8
  .long .Lright_handled - ., .Lright_behind_handler - ., 8
