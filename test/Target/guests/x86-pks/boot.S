/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* PVH entry (32-bit protected mode, paging off) -> long mode -> kmain().
   PVH lets QEMU's -kernel take an ELF64 directly. */
        .section .note.pvh, "a", @note
        .balign 4
        .long 4, 4, 18                  /* namesz, descsz, PHYS32_ENTRY */
        .asciz "Xen"
        .long _start

        .section .text.boot, "ax", @progbits
        .code32
        .globl _start
_start: movl    $stack_top, %esp
        /* Identity map 0..1 GiB with 2 MiB supervisor pages. */
        movl    $pdpt + 3, pml4
        movl    $pd + 3, pdpt
        xorl    %ecx, %ecx
1:      movl    %ecx, %eax
        shll    $21, %eax
        orl     $0x83, %eax             /* P | RW | PS */
        movl    %eax, pd(, %ecx, 8)
        incl    %ecx
        cmpl    $512, %ecx
        jne     1b
        movl    $0x20, %eax             /* CR4.PAE */
        movl    %eax, %cr4
        movl    $pml4, %eax
        movl    %eax, %cr3
        movl    $0xC0000080, %ecx       /* EFER.LME */
        rdmsr
        orl     $0x100, %eax
        wrmsr
        movl    $0x80010001, %eax       /* CR0: PG | WP | PE. Without WP, WD */
        movl    %eax, %cr0              /* does not bind supervisor writes. */
        lgdt    gdtr
        ljmp    $8, $2f
        .code64
2:      xorl    %eax, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %eax, %ss
        call    kmain
3:      hlt
        jmp     3b

/* long try_call(guest_function *fn, struct record *r, long v, long *result):
   -1 if fn returned, else the #PF error code. The handler resumes at
   try_fault; only callee-saved registers and RSP must survive. fn runs with
   the flags in try_flags set: TF, for an interrupt after each instruction. */
        .globl  try_call, try_fault
try_call:
        pushq   %rbx
        pushq   %rbp
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        subq    $8, %rsp
        movq    %rsp, try_sp(%rip)
        movq    %rcx, %rbx
        movq    %rdi, %rax
        movq    %rsi, %rdi
        movq    %rdx, %rsi
        pushfq
        movq    try_flags(%rip), %rcx
        orq     %rcx, (%rsp)
        popfq
        call    *%rax
        movq    %rax, (%rbx)
        movq    $-1, %rax
        jmp     1f
try_fault:
        movq    try_sp(%rip), %rsp
        movq    fault_error(%rip), %rax
1:      pushfq
        andq    $~0x100, (%rsp)         /* TF */
        popfq
        movq    $0, try_sp(%rip)
        addq    $8, %rsp
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rbp
        popq    %rbx
        ret

/* int machine_store_faults(char *at): the handler resumes at store_fault. */
        .globl  machine_store_faults, store_begin, store_fault
machine_store_faults:
        xorl    %eax, %eax
store_begin:
        movb    $1, (%rdi)
        ret
store_fault:
        movl    $1, %eax
        ret

        .section .rodata
        .balign 8
gdt:    .quad   0, 0x00209A0000000000   /* null, 64-bit code */
gdtr:   .word   . - gdt - 1
        .long   gdt

        .bss
        .globl  try_sp, try_flags
        .balign 8
try_sp: .skip   8
try_flags:
        .skip   8
        .balign 4096
        .globl  pml4, pdpt, pd
pml4:   .skip   4096
pdpt:   .skip   4096
pd:     .skip   4096
        .skip   16384
stack_top:
