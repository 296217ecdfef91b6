/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Interrupt entry of an AArch64 kernel with permission overlays.
 *
 * The CPU does not touch POR_EL1 on an exception. So one that comes inside a
 * window would run its handler with the window's rights. The entry saves the
 * register, puts the managed fields to level default, and puts the saved value
 * back on return: the window goes on where it was. The saved value lies on the
 * stack, as the other registers do.
 *
 * Each entry calls
 *   void interrupt_handler(long kind, uint64_t interrupted, uint64_t *frame);
 * where `interrupted` is the register as it was, and `frame` holds ELR_EL1 and
 * SPSR_EL1. General registers only: no
 * floating point in handlers.
 * Facts: Arm ARM, POR_EL1; a write is in effect after a context
 * synchronisation event. ERET is one, unless SCTLR_EL1.EOS is 0: the second ISB
 * is for that.
 */
#define POR_EL1 S3_0_C10_C2_4

/* Of the built-in policy: pkeys 0 and 1 are managed; at level default pkey 0
   has R, W and X (7), pkey 1 has R (docs/Policy.md, "Register values"). */
#define MANAGED 0xff
#define DEFAULT 0x17

        .macro  INTERRUPT name, kind
        .globl  \name
\name:  sub     sp, sp, #192
        stp     x0, x1, [sp]
        mov     x0, #\kind
        b       interrupt_common
        .endm

        .text
        .globl  interrupt_code, interrupt_code_end
interrupt_code:
        INTERRUPT interrupt_step, 0
        INTERRUPT interrupt_irq, 1

interrupt_common:
        stp     x2, x3, [sp, #16]
        stp     x4, x5, [sp, #32]
        stp     x6, x7, [sp, #48]
        stp     x8, x9, [sp, #64]
        stp     x10, x11, [sp, #80]
        stp     x12, x13, [sp, #96]
        stp     x14, x15, [sp, #112]
        stp     x16, x17, [sp, #128]
        stp     x18, x30, [sp, #144]
        mrs     x2, ELR_EL1             /* from here exceptions may nest */
        mrs     x3, SPSR_EL1
        stp     x2, x3, [sp, #160]
        mrs     x1, POR_EL1
        str     x1, [sp, #176]          /* the interrupted level */
#ifndef INTERRUPTS_NO_SWITCH
        mov     x2, #MANAGED
        mov     x3, #DEFAULT
        bic     x2, x1, x2
        orr     x2, x2, x3
        msr     POR_EL1, x2
        isb
#endif
        add     x2, sp, #160
        bl      interrupt_handler
#ifndef INTERRUPTS_NO_RESTORE
        ldr     x1, [sp, #176]
        msr     POR_EL1, x1
        isb
#endif
        ldp     x2, x3, [sp, #160]
        msr     ELR_EL1, x2
        msr     SPSR_EL1, x3
        ldp     x18, x30, [sp, #144]
        ldp     x16, x17, [sp, #128]
        ldp     x14, x15, [sp, #112]
        ldp     x12, x13, [sp, #96]
        ldp     x10, x11, [sp, #80]
        ldp     x8, x9, [sp, #64]
        ldp     x6, x7, [sp, #48]
        ldp     x4, x5, [sp, #32]
        ldp     x2, x3, [sp, #16]
        ldp     x0, x1, [sp]
        add     sp, sp, #192
        eret
interrupt_code_end:
