// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A stand-in for the plugin: the code under test with windows placed by hand.
// How: protected.c is compiled without the plugin under the prefix `body_`;
// each function here opens the key, calls the body and closes the key again. It
// proves that the guests' checks pass for correct windows, and, with one of the
// HAND_* faults below, that they fail for broken ones.
// What it does not do: say anything about the plugin.
//
//   HAND_NO_ENTER  never opens the key: the functions fault
//   HAND_NO_LEAVE  does not close it again
//   HAND_NO_CLOSE  keeps it open across the calls out of the code under test
//   HAND_OTHER_KEY leaves an unmanaged key changed
//   HAND_NO_ISB    no context synchronisation after a register write (AArch64)
//   HAND_LOST      lets the function write to a copy of the record
//   HAND_READ      opens the key for functions that only read
//   HAND_ESCAPE    opens the key for writes that must fault
#include "machine.h"

#ifdef __x86_64__
#define UNMANAGED_BIT (1ull << 2 * MACHINE_UNMANAGED_KEY)
static void switch_to(uint64_t value) {
  __asm__ volatile("wrmsr" ::"c"(0x6e1), "a"((uint32_t)value), "d"(0)
                   : "memory");
}
#else
#define UNMANAGED_BIT (1ull << 4 * MACHINE_UNMANAGED_KEY)
#ifdef GUEST_EL0
#define POR "S3_3_C10_C2_4"
#else
#define POR "S3_0_C10_C2_4"
#endif
#ifdef HAND_NO_ISB
#define SYNCHRONISE "nop"
#else
#define SYNCHRONISE "isb"
#endif
static void switch_to(uint64_t value) {
  __asm__ volatile("msr " POR ", %0\n\t" SYNCHRONISE ::"r"(value) : "memory");
}
#endif

static void enter(void) {
#ifndef HAND_NO_ENTER
  switch_to(machine_open_value());
#endif
}

static void leave(void) {
#ifdef HAND_OTHER_KEY
  switch_to(machine_default_value() ^ UNMANAGED_BIT);
#elif !defined(HAND_NO_LEAVE)
  switch_to(machine_default_value());
#endif
}

void hand_call_out(void);
void hand_call_out(void) {
#ifndef HAND_NO_CLOSE
  leave();
#endif
  guest_call_out();
#ifndef HAND_NO_CLOSE
  enter();
#endif
}

#ifdef HAND_LOST
static struct record copy;
static struct record *written(struct record *r) {
  __builtin_memcpy(&copy, r, sizeof copy);
  return &copy;
}
#else
static struct record *written(struct record *r) { return r; }
#endif

#define DEFINE_WRITE(name)                                                     \
  guest_function body_##name, tested_##name;                                   \
  long tested_##name(struct record *r, long v) {                               \
    enter();                                                                   \
    long result = body_##name(written(r), v);                                  \
    leave();                                                                   \
    return result;                                                             \
  }
GUEST_WRITES(DEFINE_WRITE)

#define DEFINE_READ(name)                                                      \
  guest_function body_##name, tested_##name;                                   \
  long tested_##name(struct record *r, long v) { return body_##name(r, v); }
#ifdef HAND_READ
GUEST_READS(DEFINE_WRITE)
#else
GUEST_READS(DEFINE_READ)
#endif
#ifdef HAND_ESCAPE
GUEST_ESCAPES(DEFINE_WRITE)
#else
GUEST_ESCAPES(DEFINE_READ)
#endif
