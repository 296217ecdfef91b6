/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What call.c runs by kpkeys_call_at: functions that behave, that do what their
 * level forbids, and that lose their stack, their flags or their level.
 */
#ifndef CALLED_H
#define CALLED_H

#include "kpkeys_rt.h"
#include <setjmp.h>
#include <signal.h>
#include <unistd.h>

static volatile int ordinary = 5;
static jmp_buf outside;

/* Needs nothing but registers and its stack: for a blind level too. */
long sum_on_stack(void *argument);
#if defined(__x86_64__)
__asm__(".globl sum_on_stack\nsum_on_stack: pushq %rdi\npushq $4\n"
        "popq %rax\npopq %rcx\naddq %rcx, %rax\nret\n");
#define SP(variable) __asm__ volatile("movq %%rsp, %0" : "=r"(variable))
#else
__asm__(".globl sum_on_stack\nsum_on_stack: str x0, [sp, #-16]!\n"
        "ldr x1, [sp], #16\nadd x0, x1, #4\nret\n");
#define SP(variable) __asm__ volatile("mov %0, sp" : "=r"(variable))
#endif

static long write_to(void *at) {
  *(volatile char *)at = 1;
  return 0;
}
static long read_from(void *at) { return *(volatile char *)at; }
static long add(void *argument) {
  volatile long local[64]; /* on the stack that is written */
  for (int i = 0; i < 64; ++i)
    local[i] = i;
  return (long)argument + local[63];
}
static long where(void *unused) {
  (void)unused;
  long sp;
  SP(sp);
  return sp;
}
static long overflow(void *argument) {
  volatile char frame[4096];
  frame[0] = (char)(long)argument;
  if (ordinary < 0)
    return 0;
  return overflow((void *)((long)argument + 1)) + frame[0];
}
static long jump_away(void *unused) {
  (void)unused;
  __builtin_trap();
}
static long spoil(void *at) {
#if defined(__x86_64__)
  unsigned mode = 0x7f80;
  __asm__ volatile("ldmxcsr %0; std" ::"m"(mode));
  __asm__ volatile("fld1; fld1; fld1; fld1; fld1; fld1; fld1; fld1");
  __asm__ volatile("mov %0, %%rax; mov $7, %%rbx; mov $7, %%r12; mov $7, %%r13;"
                   "mov $7, %%r14; mov $7, %%r15; mov $7, %%rbp;"
                   "movb $1, (%%rax)" ::"r"(at)
                   : "rax", "rbx", "r12", "r13", "r14", "r15", "memory");
#else
  __asm__ volatile("msr FPCR, %0" ::"r"(3ul << 22));
  __asm__ volatile("mov x9, %0; mov x19, #7; mov x20, #7; mov x28, #7;"
                   "fmov d8, #7.0; strb w9, [x9]" ::"r"(at)
                   : "x9", "x19", "x20", "x28", "d8", "memory");
#endif
  return 0;
}
/* Returns to where no code is. */
static long lost_return(void *place) {
#if defined(__x86_64__)
  __asm__ volatile("pushq %0; ret" ::"r"(place) : "memory");
#else
  __asm__ volatile("mov x30, %0; ret" ::"r"(place) : "x30", "memory");
#endif
  return 0;
}
static long lost_stack(void *place) {
#if defined(__x86_64__)
  __asm__ volatile("movq %0, %%rsp; pushq %%rax" ::"r"(place) : "memory");
#else
  __asm__ volatile("mov sp, %0; str x0, [sp, #-16]!" ::"r"(place) : "memory");
#endif
  return 0;
}
/* Changes its own level, and then faults. */
static long lost_level(void *at) {
  kpkeys_set_level(LEVEL_PGTABLE);
  return write_to(at);
}
static long lost_flags(void *unused) {
  (void)unused;
#if defined(__x86_64__)
  __asm__ volatile("pushq $0x40402; popfq" ::: "cc", "memory"); /* AC, DF */
#endif
  return 0;
}
static long again(void *unused) {
  (void)unused;
  return kpkeys_call_at(LEVEL_SANDBOX, 0, add, NULL, NULL);
}
static long jump_out(void *unused) {
  (void)unused;
  longjmp(outside, 1);
}
static long spin(void *count) {
  for (volatile long i = 0; i < (long)count; ++i)
    ;
  return 3;
}

static long loop(void *unused) {
  (void)unused;
  for (volatile long i = 0; i >= 0; ++i)
    ;
  return 0;
}

static long raise_signal(void *unused) {
  (void)unused;
  return kill(getpid(), SIGUSR1);
}

static long send_fault(void *unused) {
  (void)unused;
  return kill(getpid(), SIGSEGV);
}

#endif
