// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Bare-metal AArch64 EL1 guest with permission overlays (POE) for QEMU "virt".
// How: one 4 KiB page has overlay index MACHINE_KEY; a data abort inside
// try_call() is recorded and ends that call; any other exception ends the
// guest. On a CPU without S1POE an access to POR_EL1 is undefined: the handler
// emulates it and applies the overlay to the page's descriptor. The code under
// test is the same in both cases. Exit status by semihosting: 0 passed, 1
// failed, 3 unexpected exception.
// With NEGATIVE, overlays stay off: the checks must fail.
// With GUEST_INTERRUPTS, software step and the timer interrupt the code under
// test. What it does not do: EL0, read denial under emulation, several CPUs.
#include "../interrupts.h"
#include "../por_emulation.h"

enum { PASSED = 0, FAILED = 1, TRAPPED = 3 };

#define READ(name)                                                             \
  ({                                                                           \
    uint64_t value_;                                                           \
    __asm__ volatile("mrs %0, " name : "=r"(value_));                          \
    value_;                                                                    \
  })
#define WRITE(name, value)                                                     \
  __asm__ volatile("msr " name ", %0" ::"r"((uint64_t)(value)) : "memory")
#define FLUSH_TLB()                                                            \
  __asm__ volatile("dsb ishst; tlbi vmalle1; dsb ish; isb" ::: "memory")

#define NAME_POR_EL0 "S3_3_C10_C2_4"
#define NAME_POR_EL1 "S3_0_C10_C2_4"
#define NAME_TCR2_EL1 "S3_0_C2_C0_3"
#define NAME_ID_AA64MMFR3_EL1 "S3_0_C0_C7_3"
enum { MDSCR_SS = 1 << 0, MDSCR_KDE = 1 << 13, SPSR_SS = 1 << 21 };
enum { TCR2_POE = 1 << 3, TCR2_E0POE = 1 << 2 };

#define ALL_OPEN 0x77777777ull

void machine_print(const char *text) {
  while (*text)
    *(volatile uint32_t *)0x09000000 = (unsigned char)*text++;
}

_Noreturn static void quit(uint64_t code) {
  uint64_t block[2] = {0x20026, code}; // ADP_Stopped_ApplicationExit
  register uint64_t x0 __asm__("x0") = 0x18;
  register uint64_t *x1 __asm__("x1") = block;
  for (;;)
    __asm__ volatile("hlt #0xf000" : "+r"(x0) : "r"(x1) : "memory");
}

// Memory: 39-bit addresses. RAM is one level-2 table of 2 MiB blocks, and the
// one that holds `area` is split into pages; the record has the first.

enum {
  BLOCK = 1,
  TABLE = 3,
  PAGE = 3,
  ACCESSED = 1 << 10,
  SHAREABLE = 3 << 8,
  NORMAL = 0 << 2,
  DEVICE = 1 << 2,
  READ_ONLY = 2 << 6
};
#define PXN (1ull << 53)
#define UXN (1ull << 54)
#define TABLE_ATTRIBUTES __attribute__((aligned(4096)))
static uint64_t l1[512] TABLE_ATTRIBUTES, l2[512] TABLE_ATTRIBUTES,
    l3[512] TABLE_ATTRIBUTES;
static char area[2 << 20] __attribute__((aligned(2 << 20)));
static uint64_t record_descriptor;
static int native;

extern struct record guest_record __attribute__((alias("area")));

static void build_tables(void) {
  l1[0] = 0 | BLOCK | ACCESSED | DEVICE | UXN | PXN;
  l1[1] = (uint64_t)l2 | TABLE;
  for (uint64_t i = 0; i < 512; i++) {
    l2[i] =
        (0x40000000 + (i << 21)) | BLOCK | ACCESSED | SHAREABLE | NORMAL | UXN;
    l3[i] = ((uint64_t)area + i * 4096) | PAGE | ACCESSED | SHAREABLE | NORMAL |
            UXN | PXN;
  }
  l3[0] |= (uint64_t)MACHINE_KEY << 60;
  record_descriptor = l3[0];
  l2[(uint64_t)area >> 21 & 511] = (uint64_t)l3 | TABLE;
}

static void enable_mmu(void) {
  WRITE("MAIR_EL1", 0x04ff); // 0: normal write-back, 1: device nGnRE
  // T0SZ 25, write-back, inner shareable, EPD1, 40-bit physical addresses.
  WRITE("TCR_EL1", 25 | 1 << 8 | 1 << 10 | 3 << 12 | 1 << 23 | 2ull << 32);
  WRITE("TTBR0_EL1", l1);
  if (native) {
    WRITE(NAME_POR_EL1, ALL_OPEN);
    WRITE(NAME_POR_EL0, ALL_OPEN);
#ifndef NEGATIVE
    WRITE(NAME_TCR2_EL1, TCR2_POE | TCR2_E0POE);
#endif
  }
  FLUSH_TLB();
  WRITE("SCTLR_EL1", READ("SCTLR_EL1") | 1 | 1 << 2 | 1 << 12);
  __asm__ volatile("isb" ::: "memory");
}

// Emulation of POR_EL1.

static uint64_t emulated_por = ALL_OPEN;
static unsigned register_writes, unsynchronised_writes;

static void apply_overlay(void) {
#ifndef NEGATIVE
  unsigned permissions = por_permissions(emulated_por, MACHINE_KEY);
  uint64_t descriptor = record_descriptor;
  if (!(permissions & POR_R))
    descriptor &= ~1ull; // AP cannot deny EL1 reads: a translation fault
  if (!(permissions & POR_W))
    descriptor |= READ_ONLY;
  l3[0] = descriptor;
  FLUSH_TLB();
#endif
}

struct frame {
  uint64_t x[31], elr, spsr;
};

#ifdef GUEST_INTERRUPTS
// Entry code: examples/interrupts/aarch64-poe.S.
extern const char interrupt_code[], interrupt_code_end[];
static int in_entry_code(uint64_t pc) {
  return pc >= (uint64_t)interrupt_code && pc < (uint64_t)interrupt_code_end;
}
#else
static int in_entry_code(uint64_t pc) {
  (void)pc;
  return 0;
}
#endif

static int emulate(struct frame *f) {
  uint32_t instruction = *(uint32_t *)f->elr;
  unsigned target = instruction & 31;
  if (native || !por_is_access(instruction, POR_EL1))
    return 0;
  if (por_is_read(instruction)) {
    if (target != 31)
      f->x[target] = emulated_por;
  } else {
    emulated_por = target == 31 ? 0 : f->x[target];
    register_writes += !in_entry_code(f->elr);
    if (!por_isb_follows((const uint32_t *)f->elr))
      unsynchronised_writes++;
    apply_overlay();
  }
  f->elr += 4;
  return 1;
}

// Exceptions.

uint64_t try_call(guest_function *function, struct record *r, long v,
                  long *result);
extern char try_fault[];
extern volatile uint64_t try_sp;
extern char store_begin[], store_fault[];
volatile uint64_t fault_syndrome;
static volatile uint64_t fault_address;

static int stepping;

// Software step: MDSCR_EL1.SS, and SPSR_EL1.SS for the next instruction.
static void step_next(struct frame *f, int on) {
  on = on && stepping;
  WRITE("MDSCR_EL1", on ? MDSCR_KDE | MDSCR_SS : 0);
  f->spsr = (f->spsr & ~(uint64_t)SPSR_SS) | (on ? SPSR_SS : 0);
}

void on_exception(struct frame *f);
void on_exception(struct frame *f) {
  uint64_t syndrome = READ("ESR_EL1");
  unsigned class = syndrome >> 26 & 63;
  if (class == 0 && emulate(f))
    return;
  if (class == 0x15) {
    step_next(f, syndrome & 1);
    return;
  }
  if (class == 0x25 && f->elr == (uint64_t)store_begin) {
    f->elr = (uint64_t)store_fault;
    return;
  }
  if (class == 0x25 && try_sp) {
    fault_syndrome = syndrome;
    fault_address = READ("FAR_EL1");
    f->elr = (uint64_t)try_fault;
    return;
  }
  machine_print("unexpected exception\n");
  quit(TRAPPED);
}

#ifdef GUEST_INTERRUPTS
enum { STEP, IRQ };

void machine_step(int on) {
  WRITE("OSLAR_EL1", 0); // the OS lock holds back debug exceptions
  __asm__ volatile("msr DAIFClr, #8");
  stepping = on;
}

// GICv2 of the virt board, and the EL1 physical timer, interrupt 30.
static volatile uint32_t *gic(uint32_t offset) {
  return (volatile uint32_t *)(0x08000000ul + offset);
}
enum { GICD_CTLR = 0, GICD_ISENABLER = 0x100 };
enum { GICC_CTLR = 0x10000, GICC_PMR = 0x10004, GICC_IAR = 0x1000c };
enum { GICC_EOIR = 0x10010, PERIOD = 62500 };

void machine_served(long kind, uint64_t *frame) {
  if (kind == STEP) {
    frame[1] |= SPSR_SS; // the next instruction
    return;
  }
  uint32_t id = *gic(GICC_IAR);
  WRITE("CNTP_TVAL_EL0", PERIOD);
  *gic(GICC_EOIR) = id;
}

void machine_timer(int on) {
  if (!on) {
    __asm__ volatile("msr DAIFSet, #2");
    return;
  }
  *gic(GICD_CTLR) = 1;
  *gic(GICD_ISENABLER) = 1u << 30;
  *gic(GICC_PMR) = 0xff;
  *gic(GICC_CTLR) = 1;
  WRITE("CNTP_TVAL_EL0", PERIOD);
  WRITE("CNTP_CTL_EL0", 1);
  __asm__ volatile("msr DAIFClr, #2");
}
#endif

// The key register.

uint64_t machine_open_value(void) {
  return por_with(ALL_OPEN, MACHINE_UNMANAGED_KEY, POR_R);
}

uint64_t machine_default_value(void) {
  return por_with(machine_open_value(), MACHINE_KEY, POR_R);
}

uint64_t machine_get_register(void) { return READ(NAME_POR_EL1); }

void machine_set_register(uint64_t value) {
  __asm__ volatile("msr " NAME_POR_EL1 ", %0\n\tisb" ::"r"(value) : "memory");
}

unsigned machine_register_writes(void) { return register_writes; }
unsigned machine_unsynchronised_writes(void) { return unsynchronised_writes; }

struct machine_outcome machine_try(guest_function *function, struct record *r,
                                   long v) {
  struct machine_outcome outcome = {MACHINE_RETURNED, 0, 0};
  uint64_t syndrome = try_call(function, r, v, &outcome.result);
  if (!syndrome)
    return outcome;
  // WnR and a level-3 permission fault.
  outcome.fault =
      (syndrome & 0x7f) == 0x4f ? MACHINE_WRITE_DENIED : MACHINE_OTHER_FAULT;
  outcome.address = fault_address;
  return outcome;
}

void kmain(void);
void kmain(void) {
  *(volatile uint32_t *)0x09000030 = 0x301; // UART on
  native = READ(NAME_ID_AA64MMFR3_EL1) >> 16 & 15;
  machine_print(native ? "native S1POE\n" : "no S1POE: emulated\n");
  build_tables();
  enable_mmu();
  quit(suite_run() ? FAILED : PASSED);
}
