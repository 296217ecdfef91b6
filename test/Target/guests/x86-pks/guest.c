// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Bare-metal x86-64 guest with supervisor protection keys (PKS). Boot: boot.S.
// How: one 4 KiB supervisor page has the key; a page fault inside try_call() is
// recorded and ends that call; any other exception ends the guest. QEMU's exit
// status with isa-debug-exit is (code << 1) | 1: passed 33, failed 35, no PKS
// 37, unexpected exception 39. 0 would be a triple fault under -no-reboot.
// With NEGATIVE, CR4.PKS stays clear: the checks must fail.
// With GUEST_INTERRUPTS, the trap flag and the timer interrupt the code under
// test. What it does not do: user mode, several CPUs.
#include "../interrupts.h"

enum { PASSED = 16, FAILED = 17, NO_PKS = 18, TRAPPED = 19 };
enum { PKRS = 0x6e1, CR4_PKS = 1 << 24, PTE_PRESENT_WRITABLE = 3 };
enum { PF_PRESENT = 1, PF_WRITE = 2, PF_KEY = 32 };

static inline void out8(uint16_t port, uint8_t value) {
  __asm__ volatile("outb %0, %1" ::"a"(value), "Nd"(port));
}

static inline void wrmsr(uint32_t msr, uint64_t value) {
  __asm__ volatile("wrmsr" ::"c"(msr), "a"((uint32_t)value),
                   "d"((uint32_t)(value >> 32))
                   : "memory");
}

static inline uint64_t rdmsr(uint32_t msr) {
  uint32_t low, high;
  __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
  return (uint64_t)high << 32 | low;
}

_Noreturn static void quit(uint32_t code) {
  for (;;)
    __asm__ volatile("outl %0, %1" ::"a"(code), "Nd"((uint16_t)0xf4));
}

void machine_print(const char *text) {
  while (*text)
    out8(0x3f8, (uint8_t)*text++);
}

// Exceptions.

struct interrupt_frame {
  uint64_t rip, cs, rflags, rsp, ss;
};
long try_call(guest_function *function, struct record *r, long v, long *result);
extern char try_fault[];
extern volatile uint64_t try_sp, try_flags;
extern char store_begin[], store_fault[];
volatile uint64_t fault_error;
static volatile uint64_t fault_address;

__attribute__((interrupt)) static void
on_page_fault(struct interrupt_frame *frame, uint64_t error) {
  uint64_t address;
  __asm__ volatile("mov %%cr2, %0" : "=r"(address));
  if (frame->rip == (uint64_t)store_begin) {
    *(volatile uint64_t *)&frame->rip = (uint64_t)store_fault;
    return;
  }
  if (!try_sp) {
    machine_print("unexpected page fault\n");
    quit(TRAPPED);
  }
  fault_address = address;
  fault_error = error;
  // volatile: the frame is a by-value argument, so a plain store to it is dead.
  *(volatile uint64_t *)&frame->rip = (uint64_t)try_fault;
}

__attribute__((interrupt)) static void on_fatal(struct interrupt_frame *frame) {
  (void)frame;
  machine_print("unexpected exception\n");
  quit(TRAPPED);
}

__attribute__((interrupt)) static void
on_fatal_with_error(struct interrupt_frame *frame, uint64_t error) {
  (void)frame, (void)error;
  machine_print("unexpected exception with an error code\n");
  quit(TRAPPED);
}

static struct {
  uint16_t low, selector, attributes, middle;
  uint32_t high, zero;
} gates[48];

static void set_gate(int vector, void *handler) {
  uint64_t a = (uint64_t)handler;
  gates[vector].low = (uint16_t)a;
  gates[vector].selector = 8;
  gates[vector].attributes = 0x8e00;
  gates[vector].middle = (uint16_t)(a >> 16);
  gates[vector].high = (uint32_t)(a >> 32);
}

#ifdef GUEST_INTERRUPTS
// Entry code: examples/interrupts/x86-pks.S.
void interrupt_debug(void);
void interrupt_timer(void);
enum { DEBUG = 1, TIMER = 32, TRAP_FLAG = 1 << 8 };
enum { PIC = 0x20, PIC_MASK = 0x21, PIT_0 = 0x40, PIT_COMMAND = 0x43 };

void machine_step(int on) { try_flags = on ? TRAP_FLAG : 0; }

void machine_served(long kind, uint64_t *frame) {
  (void)frame;
  if (kind == TIMER)
    out8(PIC, 0x20); // end of interrupt
}

// The 8254 at about 1 kHz, through the 8259 whose vectors begin at TIMER.
void machine_timer(int on) {
  if (!on) {
    __asm__ volatile("cli");
    return;
  }
  out8(PIC, 0x11);
  out8(PIC_MASK, TIMER);
  out8(PIC_MASK, 4);
  out8(PIC_MASK, 1);
  out8(PIC_MASK, 0xfe); // the timer only
  out8(PIT_COMMAND, 0x34);
  out8(PIT_0, 1193 & 255);
  out8(PIT_0, 1193 >> 8);
  __asm__ volatile("sti");
}
#endif

static void install_gates(void) {
  struct {
    uint16_t limit;
    uint64_t base;
  } __attribute__((packed)) idtr = {sizeof gates - 1, (uint64_t)gates};
  set_gate(6, (void *)on_fatal);
  set_gate(8, (void *)on_fatal_with_error);
  set_gate(13, (void *)on_fatal_with_error);
  set_gate(14, (void *)on_page_fault);
#ifdef GUEST_INTERRUPTS
  set_gate(DEBUG, (void *)interrupt_debug);
  set_gate(TIMER, (void *)interrupt_timer);
#endif
  __asm__ volatile("lidt %0" ::"m"(idtr));
}

// Memory: 2 MiB with a page table of their own; the record has the first page.

extern uint64_t pml4[512], pdpt[512], pd[512];
static uint64_t pt[512] __attribute__((aligned(4096)));
static char area[2 << 20] __attribute__((aligned(2 << 20)));

extern struct record guest_record __attribute__((alias("area")));

static void map_area(void) {
  for (int i = 0; i < 512; i++)
    pt[i] = (uint64_t)(area + i * 4096) | PTE_PRESENT_WRITABLE;
  pt[0] |= (uint64_t)MACHINE_KEY << 59;
  pd[(uint64_t)area >> 21] = (uint64_t)pt | PTE_PRESENT_WRITABLE;
  uint64_t scratch;
  __asm__ volatile("mov %%cr3, %0; mov %0, %%cr3" : "=r"(scratch)::"memory");
}

static int has_pks(void) {
  uint32_t a = 7, b, c = 0, d;
  __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
  return c >> 31;
}

static void enable_pks(void) {
#ifndef NEGATIVE
  uint64_t scratch;
  __asm__ volatile("mov %%cr4, %0; or %1, %0; mov %0, %%cr4"
                   : "=&r"(scratch)
                   : "i"(CR4_PKS)
                   : "memory");
#endif
}

// The key register.

#define WRITE_DISABLE(key) (2ull << 2 * (key))

uint64_t machine_open_value(void) {
  return WRITE_DISABLE(MACHINE_UNMANAGED_KEY);
}

uint64_t machine_default_value(void) {
  return WRITE_DISABLE(MACHINE_KEY) | machine_open_value();
}

uint64_t machine_get_register(void) { return rdmsr(PKRS); }
void machine_set_register(uint64_t value) { wrmsr(PKRS, value); }
unsigned machine_register_writes(void) { return 0; }
unsigned machine_unsynchronised_writes(void) { return 0; }

struct machine_outcome machine_try(guest_function *function, struct record *r,
                                   long v) {
  struct machine_outcome outcome = {MACHINE_RETURNED, 0, 0};
  long error = try_call(function, r, v, &outcome.result);
  if (error == -1)
    return outcome;
  outcome.fault = error == (PF_KEY | PF_WRITE | PF_PRESENT)
                      ? MACHINE_WRITE_DENIED
                      : MACHINE_OTHER_FAULT;
  outcome.address = fault_address;
  return outcome;
}

void kmain(void);
void kmain(void) {
  install_gates();
  if (!has_pks()) {
    machine_print("no PKS in CPUID\n");
    quit(NO_PKS);
  }
  map_area();
  enable_pks();
  quit(suite_run() ? FAILED : PASSED);
}
