# Intent: a switch may begin with a jump to its own end, which boot code makes a
# no-operation: where kpkeys_gates lists it, and not anywhere else. It is checked as
# if it was the no-operation.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
# RUN: not kpkeys-verify --format=json %t.o | FileCheck %s --check-prefix=JSON
# JSON: "gates": 16,
# In a linked file, under the section's name and between a linker script's symbols.
# RUN: ld.lld -shared %t.o -o %t.so && not kpkeys-verify %t.so > %t.so.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.so.out
# RUN: llvm-objcopy --rename-section=kpkeys_gates=.renamed %t.so %t.symbols.so
# RUN: not kpkeys-verify %t.symbols.so | FileCheck %s --implicit-check-not=error:
# Half an entry is none.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs --defsym=CUT=1 %s -o %t.bad.o
# RUN: not kpkeys-verify %t.bad.o 2>&1 | FileCheck %s --check-prefix=BAD
# BAD: error: {{.*}}: section kpkeys_gates is cut off
.set TARGET, 0
.set OWNED, 0
.include "verify-records.inc"

.macro GATE place
  .pushsection kpkeys_gates,"ao?",@progbits,\place
  .balign 4
  .long \place - .
  .popsection
.endm
.macro ENTER gate=jmp, listed=1, bytes=4
.Lenter\@:
.ifc \gate, jmp
  jmp .Lentered\@
.endif
.ifc \gate, nop
  xchgw %ax, %ax
.endif
.ifc \gate, beyond
  jmp .Lentered\@ + 6
.endif
.ifc \gate, long
  {disp32} jmp .Lentered\@
.endif
.ifc \gate, middle
  rdpkru
  jmp .Lentered\@
.else
  rdpkru
.endif
  andl $-9, %eax
  wrpkru
.Lentered\@:
  RECORD .Lenter\@, .Lentered\@, 0, 1, 1, \bytes
.if \listed
  GATE .Lenter\@
.endif
.endm
.macro LEAVE gate=jmp
.Lleave\@:
.ifc \gate, jmp
  jmp .Lleft\@
.else
  xchgw %ax, %ax
.endif
  rdpkru
  orl $8, %eax
  wrpkru
.Lleft\@:
  RECORD .Lleave\@, .Lleft\@, 1, 0
  GATE .Lleave\@
.endm
.macro BEGIN name
  .type \name, @function
\name:
  xorl %ecx, %ecx
.endm
.macro END name
  retq
  .size \name, . - \name
.endm

BEGIN right
  ENTER
  movl $1, (%rdi)
  LEAVE
END right

# Nobody has opened a gate of a file.
# CHECK: open+0x{{.*}}: error: the gate is a no-operation already, which only boot code may make it [rule 6
# CHECK: open+0x{{.*}}: error: the gate is a no-operation already, which only boot code may make it [rule 6
BEGIN open
  ENTER nop
  movl $1, (%rdi)
  LEAVE nop
END open

# CHECK: not_listed+0x{{.*}}: error: the switch begins with a jump that section kpkeys_gates does not list [rule 6
BEGIN not_listed
  ENTER jmp, 0
  movl $1, (%rdi)
  LEAVE
END not_listed

# CHECK: no_gate+0x{{.*}}: error: section kpkeys_gates lists the switch, which does not begin with a gate [rule 6
BEGIN no_gate
  ENTER none
  movl $1, (%rdi)
  LEAVE
END no_gate

# CHECK: beyond+0x{{.*}}: error: a gate leads elsewhere than to its switch's end [rule 6
BEGIN beyond
  ENTER beyond
  movl $1, (%rdi)
  LEAVE
END beyond

# CHECK: long+0x{{.*}}: error: section kpkeys_gates lists the switch, which does not begin with a gate [rule 6
BEGIN long
  ENTER long
  movl $1, (%rdi)
  LEAVE
END long

# CHECK: in_the_middle+0x{{.*}}: error: section kpkeys_gates lists the switch, which does not begin with a gate [rule 6
# CHECK: in_the_middle+0x{{.*}}: error: a switch holds what is no part of it [rule 6
BEGIN in_the_middle
  ENTER middle
  movl $1, (%rdi)
  LEAVE
END in_the_middle

# What the gate skips is checked all the same.
# CHECK: stores+0x{{.*}}: error: the window stores 8 bytes outside the stack; its record declares 4 bytes [rule 5
BEGIN stores
  ENTER
  movq $1, (%rdi)
  LEAVE
END stores

# CHECK: ungated+0x{{.*}}: error: the switch has no gate, which others of its target have [rule 6
BEGIN ungated
  ENTER none, 0
  movl $1, (%rdi)
  LEAVE
END ungated

# CHECK: no_switch+0x0: error: section kpkeys_gates lists a place where no record says that a switch is [rule 6
  .type no_switch, @function
no_switch:
  jmp 1f
  nop
1:
  GATE no_switch
END no_switch
# CHECK: 1 object, 9 windows, 16 gates: 11 findings

.ifdef CUT
  .section kpkeys_gates,"a",@progbits
  .byte 0
.endif
  .data
  .quad __start_kpkeys_gates, __stop_kpkeys_gates
