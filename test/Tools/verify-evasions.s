# Intent: code that is built so that the checks look elsewhere: a stack pointer that is
# none, constants that others may skip, names that others have, rare encodings.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
.set TARGET, 1
.set OWNED, 1
.include "verify-records.inc"

.macro SWITCH from, to, value, window=0, bytes=0, kind=0, callee=""
.Lswitch\@:
  movl $0x6e1, %ecx
  xorl %edx, %edx
  movl $\value, %eax
  wrmsr
.Lswitch_end\@:
  RECORD .Lswitch\@, .Lswitch_end\@, \from, \to, \window, \bytes, \kind, "\callee"
.endm
.macro ENTER bytes=0, kind=0, callee=""
  SWITCH 0, 1, 0, 1, \bytes, \kind, "\callee"
.endm
.macro LEAVE
  SWITCH 1, 0, 8
.endm
.macro BEGIN name
  .type \name, @function
\name:
.endm
.macro END name
  retq
  .size \name, . - \name
.endm

# Any address, in the register of the stack pointer.
# CHECK: exchanged+0x{{.*}}: error: the window stores 8 bytes outside the stack
# CHECK: exchanged+0x{{.*}}: error: the stack pointer is moved by no constant, at level 'protected' of window 1 [rule 3
BEGIN exchanged
  ENTER
  xchgq %rsi, %rsp
  pushq %rbx
  LEAVE
END exchanged

# CHECK: conditional+0x{{.*}}error: the window stores 8 bytes outside the stack
BEGIN conditional
  cmovneq %rsi, %rsp
  ENTER
  movq %rbx, (%rsp)
  LEAVE
END conditional

# CHECK: left+0x{{.*}}error: the window stores 8 bytes outside the stack
BEGIN left
  leave
  ENTER
  movq %rbx, -8(%rsp)
  LEAVE
END left

# CHECK: masked_away+0x{{.*}}error: the window stores 8 bytes outside the stack
BEGIN masked_away
  movq %rsp, %rdi
  andq $0, %rdi
  orq $0x1000, %rdi
  ENTER
  movq %rbx, (%rdi)
  LEAVE
END masked_away

# CHECK: short_address+0x{{.*}}error: the window stores 8 bytes outside the stack
BEGIN short_address
  ENTER
  movq %rbx, -8(%esp)
  LEAVE
END short_address

# CHECK: return_address+0x{{.*}}error: the window stores 8 bytes outside the stack
BEGIN return_address
  ENTER
  movq %rbx, (%rsp)
  LEAVE
END return_address

# CHECK: far_above+0x{{.*}}error: the window stores 8 bytes outside the stack
BEGIN far_above
  ENTER
  movq %rbx, 0x100000(%rsp)
  LEAVE
END far_above

# A frame, an aligned one, what was put back, arguments, the red zone.
BEGIN right_frame
  pushq %rbp
  movq %rsp, %rbp
  pushfq
  popfq
  andq $-32, %rsp
  subq $64, %rsp
  ENTER
  movq %rbx, (%rsp)
  movq %rbx, -8(%rbp)
  movq %rbx, 16(%rbp)
  LEAVE
  leave
  ENTER
  movq %rbx, -16(%rsp)
  LEAVE
END right_frame

# A REX in between does not take the prefix away.
# CHECK: repeated+0x{{.*}}error: the window stores 1000 bytes outside the stack
BEGIN repeated
  ENTER 8
  movl $1000, %ecx
  .byte 0x48, 0xf3, 0xa4
  LEAVE
END repeated

# CHECK: loops+0x{{.*}}: error: WRMSR of a register that is not known here may write IA32_PKRS [rule 1
BEGIN loops
  movl $0x6e2, %ecx
  loop 1f
1:
  wrmsr
END loops

# CHECK: called+0x{{.*}}: error: WRMSR of a register that is not known here may write IA32_PKRS [rule 1
BEGIN called
  movl $0x10, %ecx
  syscall
  wrmsr
END called

BEGIN has_constant
  movl $0x10, %ecx
.Lbehind_constant:
  wrmsr
END has_constant

# CHECK: skips+0x{{.*}}: error: a branch into a window or a switch of 'has_constant', or behind where it gives a register the constant that it needs [rule 3
BEGIN skips
  movl $0x6e1, %ecx
  jmp .Lbehind_constant
END skips

# CHECK: rex2+0x0: note: a write to the key register of target 'pku', which no window of the file is for [rule 1
BEGIN rex2
  .byte 0xd5, 0x80, 0x01, 0xef
END rex2

# CHECK: immediate+0x0: error: a write to the key register that no record describes [rule 1
BEGIN immediate
  .byte 0xc4, 0xe7, 0x7a, 0xf6, 0xc0, 0xe1, 0x06, 0, 0
END immediate

BEGIN right_immediate
  .byte 0xc4, 0xe7, 0x7a, 0xf6, 0xc0, 0x10, 0x00, 0, 0
END right_immediate

# CHECK: hidden+0x{{.*}}: error: a jump, a table or an address leads from here into the middle of an instruction [rule 3
BEGIN hidden
  jmp 1f + 1
1:
  movl $0x00ef010f, %ebx
END hidden

# CHECK: helper+0x{{.*}}error: a call of '__get_user_8' at level 'protected' of window 1 [rule 3
BEGIN helper
  ENTER
  callq __get_user_8
  LEAVE
END helper

  .local memcpy
  .type memcpy, @function
memcpy:
  retq
  .size memcpy, . - memcpy

# CHECK: local_helper+0x{{.*}}error: a call of 'memcpy, a local symbol' at level 'protected' of window 1 [rule 3
BEGIN local_helper
  ENTER
  callq memcpy
  LEAVE
END local_helper

BEGIN right_helper
  ENTER
  callq __udivti3
  LEAVE
END right_helper

# CHECK: through_data+0x{{.*}}error: an indirect call at level 'protected' of window 1 [rule 3
# CHECK: through_data+0x{{.*}}error: an indirect call at level 'protected', which has 'no-indirect-calls' [rule 8
BEGIN through_data
  ENTER
  callq *memset(%rip)
  LEAVE
END through_data

# What the runtime is called ends where another function begins.
  .type kpk_write_register, @function
kpk_write_register:
  retq
  .size kpk_write_register, 1000
# CHECK: behind_runtime+0x{{.*}}: note: a write to the key register of target 'pku', which no window of the file is for [rule 1
BEGIN behind_runtime
  wrpkru
END behind_runtime

# CHECK: leaves_to_user+0x{{.*}}error: a return at level 'protected' of window 1 [rule 3
BEGIN leaves_to_user
  ENTER
  .byte 0xf3, 0x0f, 0x01, 0xec
  LEAVE
  .size leaves_to_user, . - leaves_to_user

# CHECK: runs_guest+0x{{.*}}error: other code may run here, at level 'protected' of window 1 [rule 3
BEGIN runs_guest
  ENTER
  vmlaunch
  LEAVE
END runs_guest

# CHECK: pointed_to+0x{{.*}}: error: data of section '.data' holds the address of this code, which only its own function may jump to [rule 3
# CHECK: error: other files may jump to 'door', and this is code that only its own function may jump to [rule 3
BEGIN pointed_to
  ENTER 8
  nop
.Linside:
  .globl door
door:
  movq %rbx, (%rdi)
  LEAVE
END pointed_to
  .data
  .quad .Linside
  .text

# CHECK: entered_twice+0x0: error: records say of two levels that the function is entered at them [rule 6
BEGIN entered_twice
.Lentered_twice:
  RECORD .Lentered_twice, .Lentered_twice, 1, 1, 0, 0, 3
  RECORD .Lentered_twice, .Lentered_twice, 2, 2, 0, 0, 3
END entered_twice
