# Intent: alternative_has_cap_likely(): a branch that the kernel makes a
# no-operation where the processor has something, by a callback. Both ways are
# checked, and it may stand in a window.
# RUN: llvm-mc --triple=aarch64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o | FileCheck %s
# RUN: ld.lld --entry=0 --defsym=alt_cb_patch_nops=0 %t.o -o %t.exe
# RUN: not kpkeys-verify %t.exe | FileCheck %s
# An atomic instruction may take the place of a loop that stores there, but not one
# that stores elsewhere.
# CHECK: elsewhere+0x{{.*}}: error: other code may be patched in (.altinstructions), at level 'protected' of window 3 [rule 3
# CHECK: 1 object, 3 windows: 1 finding
.set TARGET, 3
.set OWNED, 0
.include "verify-switches.inc"
BEGIN likely
  ENTER bytes=4, window=1
1:
  b .Lno
  mov w9, #1
  str w9, [x0]
  b .Lleave
.Lno:
  str wzr, [x0]
.Lleave:
  LEAVE
END likely

.macro REPLACED name, window
BEGIN \name
  ENTER bytes=8, window=\window
\name\()_loop:
  ldxr x10, [x0]
  stxr w11, x9, [x0]
  cbnz w11, \name\()_loop
  nop
  LEAVE
END \name
.endm
REPLACED same, 2
REPLACED elsewhere, 3
.arch_extension lse
2:
  swp x9, x10, [x0]
  nop
  nop
  nop
3:
  swp x9, x10, [x1]
  nop
  nop
  nop

  .section .altinstructions,"a",@progbits
  .word 1b - ., alt_cb_patch_nops - .
  .hword 0x8005
  .byte 4, 0
  .word same_loop - ., 2b - .
  .hword 5
  .byte 16, 16
  .word elsewhere_loop - ., 3b - .
  .hword 5
  .byte 16, 16
