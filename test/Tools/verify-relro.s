# Intent: a table of jumps that the loader fills, or that only becomes read-only when
# the program runs, is followed: as it stands in a static program, with relocations,
# and with packed ones. One that stays writable is not.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: kpkeys-verify %t.o | FileCheck %s
# RUN: ld.lld --entry=0 %t.o -o %t.static && kpkeys-verify %t.static | FileCheck %s
# RUN: ld.lld -shared -z now %t.o -o %t.so && kpkeys-verify %t.so | FileCheck %s
# RUN: ld.lld -shared -z now --pack-dyn-relocs=relr %t.o -o %t.relr.so
# RUN: llvm-readelf -S %t.relr.so | FileCheck %s --check-prefix=PACKED
# RUN: kpkeys-verify %t.relr.so | FileCheck %s
# CHECK: 1 object, 1 window: 0 findings
# PACKED: .relr.dyn
# RUN: ld.lld -shared -z norelro %t.o -o %t.rw.so
# RUN: not kpkeys-verify %t.rw.so | FileCheck %s --check-prefix=WRITABLE
# WRITABLE: error: no path is seen to lead to this code, which calls
.set TARGET, 0
.set OWNED, 0
.include "verify-switches.inc"

  .type other, @function
other:
  retq
  .size other, . - other

# The first table is read wherever it is: without any, code that nothing leads to is
# taken for what such tables lead to.
BEGIN jumps
  cmpl $1, %esi
  ja 4f
  leaq .Lrelative(%rip), %rdx
  movslq (%rdx,%rsi,4), %rax
  addq %rdx, %rax
  jmpq *%rax
1:
  cmpl $1, %edi
  ja 4f
  leaq .Labsolute(%rip), %rdx
  jmpq *(%rdx,%rdi,8)
2:
  callq other
3:
  ENTER
  movl $1, (%rdi)
  LEAVE
4:
END jumps

  .section .rodata,"a",@progbits
  .balign 4
.Lrelative:
  .long 1b - .Lrelative, 4b - .Lrelative
  .section .data.rel.ro,"aw",@progbits
  .balign 8
.Labsolute:
  .quad 2b, 3b
