# Intent: on AArch64, a key write that is mapped executable is found also where sections
# show no code: in constants among it, and between sections.
# RUN: llvm-mc --triple=aarch64-linux-gnu --filetype=obj %s -o %t.o
# RUN: ld.lld -shared --entry=f --no-rosegment %t.o -o %t.so
# RUN: not kpkeys-verify %t.so | FileCheck %s
# CHECK: error: a write to the key register in a page that is mapped executable, where no section shows code [rule 1
# CHECK-NOT: error:
# CHECK: 1 finding
# RUN: ld.lld -shared --entry=f -z separate-code %t.o -o %t.apart.so
# RUN: kpkeys-verify %t.apart.so
  .text
  .globl f
  .type f, %function
f:
  ret
  .size f, . - f
  .section .rodata,"a"
  .balign 4
  .word 0xd51ba280
