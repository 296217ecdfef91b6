/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Interrupt entry of a kernel with supervisor protection keys.
 *
 * The CPU does not touch IA32_PKRS on an interrupt. So one that comes inside a
 * window would run its handler with the window's rights. The entry saves the
 * register, puts the managed fields to level default, and puts the saved value
 * back on return: the window goes on where it was. The saved value lies on the
 * stack, as the other registers do.
 *
 * INTERRUPT makes an entry for a vector without an error code; it calls
 *   void interrupt_handler(long vector, uint64_t interrupted, uint64_t *frame);
 * where `interrupted` is the register as it was, and `frame` what the CPU
 * pushed. An entry for exceptions does the same. General registers only: no SSE in handlers.
 * Facts: Intel SDM vol. 3, 4.6.2 (IA32_PKRS; WRMSR to it is ordered for the
 * accesses that follow, though it serialises nothing else).
 */
#define IA32_PKRS 0x6e1

/* Of the built-in policy: pkeys 0 and 1 are managed, and at level default
   pkey 1 has WD (docs/Policy.md, "Register values"). */
#define MANAGED 0x0f
#define DEFAULT 0x08

        .macro  INTERRUPT name, vector
        .globl  \name
\name:  pushq   $\vector
        jmp     interrupt_common
        .endm

        .text
        INTERRUPT interrupt_debug, 1
        INTERRUPT interrupt_timer, 32

interrupt_common:
        pushq   %rax
        pushq   %rcx
        pushq   %rdx
        pushq   %rsi
        pushq   %rdi
        pushq   %r8
        pushq   %r9
        pushq   %r10
        pushq   %r11
        movq    72(%rsp), %rdi          /* the vector */
        movl    $IA32_PKRS, %ecx
        rdmsr
        movl    %eax, %esi
        pushq   %rsi                    /* the interrupted level */
#ifndef INTERRUPTS_NO_SWITCH
        andl    $~MANAGED, %eax
        orl     $DEFAULT, %eax
        wrmsr                           /* edx is 0 still */
#endif
        leaq    88(%rsp), %rdx          /* what the CPU pushed */
        cld
        call    interrupt_handler
        popq    %rax
#ifndef INTERRUPTS_NO_RESTORE
        movl    $IA32_PKRS, %ecx
        xorl    %edx, %edx
        wrmsr
#endif
        popq    %r11
        popq    %r10
        popq    %r9
        popq    %r8
        popq    %rdi
        popq    %rsi
        popq    %rdx
        popq    %rcx
        popq    %rax
        addq    $8, %rsp                /* the vector */
        iretq
