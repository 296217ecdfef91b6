# Intent: what code generators do, and what looks like an error, is quiet: constants by
# way of the stack, calls through the linker's pointers, parts of loops that are doubled,
# fences, a table of jumps that lies next to others, sanitizers.
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: kpkeys-verify %t.o > %t.out && FileCheck %s < %t.out
# RUN: ld.lld -shared -z undefs -z now %t.o -o %t.so
# RUN: kpkeys-verify %t.so > %t.so.out && FileCheck %s < %t.so.out
# A pointer that the program may change is the program's.
# RUN: ld.lld -shared -z undefs -z norelro %t.o -o %t.rw.so
# RUN: not kpkeys-verify %t.rw.so | FileCheck %s --check-prefix=WRITABLE
# WRITABLE: through_pointer+0x{{.*}}: error: an indirect call at level 'protected' of window 1 [rule 3
# CHECK-NOT: error:
# CHECK: reported+0x{{.*}}: note: a call of '__asan_report_store4' at level 'protected' of window 1 [rule 3
# CHECK: 1 object, 6 windows: 0 findings
.set TARGET, 0
.set OWNED, 0
.include "verify-switches.inc"

# -Oz.
BEGIN pushed
  ENTER 64
  pushq $64
  popq %rcx
  rep stosb
  LEAVE
END pushed

# -mlvi-hardening.
BEGIN fenced
  ENTER
  lfence
  mfence
  movl $1, (%rdi)
  LEAVE
END fenced

# -O3.
BEGIN doubled
  ENTER
1:
  movl $1, (%rdi)
  decl %esi
  je 3f
2:
  movl $2, (%rdi)
  decl %esi
  jne 1b
3:
  LEAVE
END doubled

# -fsanitize=address.
BEGIN reported
  testl %esi, %esi
  je 1f
  ENTER
  testl %edx, %edx
  jne 2f
  movl $1, (%rdi)
  LEAVE
1:
  retq
2:
  callq __asan_report_store4
  .size reported, . - reported

# -fno-plt.
BEGIN through_pointer
  movq memmove@GOTPCREL(%rip), %rbx
  ENTER 0xffffffff
  callq *%rbx
  callq *memset@GOTPCREL(%rip)
  LEAVE
END through_pointer

# The table of the other function comes next, and its entries would lead into the
# window.
BEGIN jumps
  cmpl $1, %esi
  ja 3f
  leaq .Ltable(%rip), %rdx
  movslq (%rdx,%rsi,4), %rsi
  addq %rdx, %rsi
  jmpq *%rsi
1:
  ENTER
2:
  movl $1, (%rdi)
  LEAVE
3:
END jumps
  .section .rodata,"a",@progbits
  .balign 4
.Ltable:
  .long 1b - .Ltable, 3b - .Ltable
  .long 2b - .Ltable
