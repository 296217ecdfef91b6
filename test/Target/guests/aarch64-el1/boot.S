/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* QEMU virt, EL1 entry from an ELF given to -kernel. Sets the stack and the
   vectors, then kmain() turns the MMU on. */
        .section .text.boot, "ax"
        .globl  _start
_start: adrp    x0, stack_top
        mov     sp, x0
        adrp    x0, vectors
        add     x0, x0, :lo12:vectors
        msr     VBAR_EL1, x0
        bl      kmain
1:      wfi
        b       1b

/* One entry for every vector: saves x0-x30, ELR and SPSR, calls
   on_exception(frame), restores, returns. It is the machine's, which emulates
   POR_EL1, and not a kernel's: interrupts and steps, at vectors 5 and 4, go to
   the kernel's entry. */
        .macro  ventry target
        .balign 128
        b       \target
        .endm
        .balign 2048
vectors:
        .rept   4
        ventry  vec
        .endr
#ifdef GUEST_INTERRUPTS
        ventry  step_or_vec
        ventry  interrupt_irq
#else
        ventry  vec
        ventry  vec
#endif
        .rept   10
        ventry  vec
        .endr
#ifdef GUEST_INTERRUPTS
step_or_vec:
        str     x0, [sp, #-16]!
        mrs     x0, ESR_EL1
        ubfx    x0, x0, #26, #6
        sub     x0, x0, #0x33           /* software step at this EL */
        cbnz    x0, 1f
        ldr     x0, [sp], #16
        b       interrupt_step
1:      ldr     x0, [sp], #16
#endif
vec:    sub     sp, sp, #272
        stp     x0, x1, [sp]
        stp     x2, x3, [sp, #16]
        stp     x4, x5, [sp, #32]
        stp     x6, x7, [sp, #48]
        stp     x8, x9, [sp, #64]
        stp     x10, x11, [sp, #80]
        stp     x12, x13, [sp, #96]
        stp     x14, x15, [sp, #112]
        stp     x16, x17, [sp, #128]
        stp     x18, x19, [sp, #144]
        stp     x20, x21, [sp, #160]
        stp     x22, x23, [sp, #176]
        stp     x24, x25, [sp, #192]
        stp     x26, x27, [sp, #208]
        stp     x28, x29, [sp, #224]
        mrs     x0, ELR_EL1
        mrs     x1, SPSR_EL1
        stp     x30, x0, [sp, #240]
        str     x1, [sp, #256]
        mov     x0, sp
        bl      on_exception
        ldr     x1, [sp, #256]
        ldp     x30, x0, [sp, #240]
        msr     ELR_EL1, x0
        msr     SPSR_EL1, x1
        ldp     x28, x29, [sp, #224]
        ldp     x26, x27, [sp, #208]
        ldp     x24, x25, [sp, #192]
        ldp     x22, x23, [sp, #176]
        ldp     x20, x21, [sp, #160]
        ldp     x18, x19, [sp, #144]
        ldp     x16, x17, [sp, #128]
        ldp     x14, x15, [sp, #112]
        ldp     x12, x13, [sp, #96]
        ldp     x10, x11, [sp, #80]
        ldp     x8, x9, [sp, #64]
        ldp     x6, x7, [sp, #48]
        ldp     x4, x5, [sp, #32]
        ldp     x2, x3, [sp, #16]
        ldp     x0, x1, [sp]
        add     sp, sp, #272
        eret

/* uint64_t try_call(guest_function *fn, struct record *r, long v,
                     long *result):
   0 if fn returned, else ESR_EL1 of the data abort. on_exception() resumes at
   try_fault; only callee-saved registers and SP must survive. The two SVC turn
   stepping on and off if machine_step() asked for it. */
        .globl  try_call, try_fault
try_call:
        stp     x29, x30, [sp, #-96]!
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        stp     x23, x24, [sp, #48]
        stp     x25, x26, [sp, #64]
        stp     x27, x28, [sp, #80]
        mov     x9, sp
        adrp    x10, try_sp
        str     x9, [x10, :lo12:try_sp]
        mov     x19, x3
        mov     x9, x0
        mov     x0, x1
        mov     x1, x2
#ifdef GUEST_INTERRUPTS
        svc     #1
#endif
        blr     x9
        str     x0, [x19]
        mov     x0, xzr
        b       1f
try_fault:
        adrp    x10, try_sp
        ldr     x9, [x10, :lo12:try_sp]
        mov     sp, x9
        adrp    x10, fault_syndrome
        ldr     x0, [x10, :lo12:fault_syndrome]
1:
#ifdef GUEST_INTERRUPTS
        svc     #0
#endif
     adrp    x10, try_sp
        str     xzr, [x10, :lo12:try_sp]
        ldp     x27, x28, [sp, #80]
        ldp     x25, x26, [sp, #64]
        ldp     x23, x24, [sp, #48]
        ldp     x21, x22, [sp, #32]
        ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #96
        ret

/* int machine_store_faults(char *at): on_exception() resumes at store_fault. */
        .globl  machine_store_faults, store_begin, store_fault
machine_store_faults:
        mov     x1, x0
        mov     w0, wzr
store_begin:
        strb    w0, [x1]
        ret
store_fault:
        mov     w0, #1
        ret

        .bss
        .globl  try_sp
        .balign 8
try_sp: .skip   8
        .balign 4096
        .skip   16384
stack_top:
