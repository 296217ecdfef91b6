// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The checks that every guest makes. How: each function of protected.c runs at
// the default level on a record that only a window can write. It must return
// without a fault, leave the record as its plain copy does, and leave the key
// register at its default, so that a stray store right after it faults. With
// GUEST_EXPECT_FAULTS the copy under test has no windows, and each function
// must fault without having changed the record.
// What it does not do: look at the emitted instructions (see the FileCheck
// tests beside it) or run two threads.
#include "machine.h"

struct list guest_head;
volatile long guest_ordinary;
long *volatile guest_pointer;
const char guest_source[64] =
    "a source that is longer than one register, or two";

#ifdef GUEST_EXPECT_FAULTS
enum { expect_faults = 1 };
#else
enum { expect_faults = 0 };
#endif

static unsigned raised_calls;
static int failures;

#define DECLARE(name) guest_function tested_##name, plain_##name;
GUEST_WRITES(DECLARE)
GUEST_READS(DECLARE)
GUEST_ESCAPES(DECLARE)

struct guest_case {
  const char *name;
  guest_function *tested, *plain;
};

#define CASE(name) {#name, tested_##name, plain_##name},
static const struct guest_case writes[] = {GUEST_WRITES(CASE)};
static const struct guest_case reads[] = {GUEST_READS(CASE)};
static const struct guest_case escapes[] = {GUEST_ESCAPES(CASE)};

void guest_call_out(void) {
  if (machine_get_register() != machine_default_value())
    raised_calls++;
}

static void print_hex(uint64_t value) {
  char text[19] = "0x";
  for (int i = 0; i < 16; i++)
    text[2 + i] = "0123456789abcdef"[value >> (60 - 4 * i) & 15];
  machine_print(text);
}

void suite_fail(const char *name, const char *why) {
  machine_print("FAIL ");
  machine_print(name);
  machine_print(": ");
  machine_print(why);
  machine_print("\n");
  failures++;
}

static void fail_value(const char *name, const char *why, uint64_t value) {
  machine_print("     ");
  print_hex(value);
  machine_print("\n");
  suite_fail(name, why);
}

void suite_pass(const char *name) {
  machine_print("ok   ");
  machine_print(name);
  machine_print("\n");
}

static long stray_store(struct record *r, long v) {
  *(volatile int *)&r->count = (int)v;
  return 0;
}

static long plain_load(struct record *r, long v) {
  return *(volatile long *)&r->word + v;
}

// A record whose every byte is known and whose lists are well formed, with the
// key register at its default.
static void reset(struct record *r) {
  machine_set_register(machine_open_value());
  __builtin_memset(r, 0xa5, sizeof *r);
  r->head.next = r->head.prev = &guest_head;
  r->own.next = r->own.prev = &r->own;
  r->node.next = r->node.prev = &r->node;
  guest_head.next = guest_head.prev = &guest_head;
  guest_ordinary = 0;
  machine_set_register(machine_default_value());
}

static int same(const void *a, const void *b, unsigned long size) {
  const unsigned char *x = a, *y = b;
  for (unsigned long i = 0; i < size; i++)
    if (x[i] != y[i])
      return 0;
  return 1;
}

struct state {
  struct record record;
  struct list head;
  long ordinary;
};

static void save(struct state *to, const struct record *r) {
  __builtin_memcpy(&to->record, r, sizeof *r);
  to->head = guest_head;
  to->ordinary = guest_ordinary;
}

static struct state before, wanted, found;

// Runs the plain copy with the key open, for the state to expect.
static long run_plain(const struct guest_case *c, struct record *r, long v) {
  reset(r);
  save(&before, r);
  machine_set_register(machine_open_value());
  long result = c->plain(r, v);
  machine_set_register(machine_default_value());
  save(&wanted, r);
  return result;
}

static int left_closed(const char *name, struct record *r) {
  uint64_t left = machine_get_register();
  struct machine_outcome stray = machine_try(stray_store, r, 99);
  machine_set_register(machine_default_value());
  if (left != machine_default_value()) {
    fail_value(name, "did not leave the key register at its default", left);
    return 0;
  }
  if (stray.fault != MACHINE_WRITE_DENIED ||
      stray.address != (uintptr_t)&r->count) {
    suite_fail(name, "a stray store after it did not fault");
    return 0;
  }
  return 1;
}

static int check_guarded(const struct guest_case *c, long v) {
  struct record *r = &guest_record;
  long result = run_plain(c, r, v);
  reset(r);
  raised_calls = 0;
  unsigned unsynchronised = machine_unsynchronised_writes();
  struct machine_outcome outcome = machine_try(c->tested, r, v);
  unsynchronised = machine_unsynchronised_writes() - unsynchronised;
  if (outcome.fault != MACHINE_RETURNED) {
    machine_set_register(machine_default_value());
    fail_value(c->name, "faulted at this offset in the record",
               outcome.address - (uintptr_t)r);
    return 0;
  }
  save(&found, r);
  if (!left_closed(c->name, r))
    return 0;
  if (unsynchronised)
    return suite_fail(c->name, "a register write lacks its ISB"), 0;
  if (raised_calls)
    return suite_fail(c->name, "called out with the key open"), 0;
  if (outcome.result != result)
    return suite_fail(c->name, "returned another value than its plain copy"), 0;
  if (!same(&found, &wanted, sizeof found))
    return suite_fail(c->name, "left other data than its plain copy"), 0;
  if (same(&wanted.record, &before.record, sizeof wanted.record))
    return suite_fail(c->name, "wrote nothing, so it tests nothing"), 0;
  return 1;
}

static int check_faulting(const struct guest_case *c, long v) {
  struct record *r = &guest_record;
  reset(r);
  save(&before, r);
  struct machine_outcome outcome = machine_try(c->tested, r, v);
  save(&found, r);
  if (outcome.fault != MACHINE_WRITE_DENIED)
    return suite_fail(c->name, "was not stopped"), 0;
  if (outcome.address - (uintptr_t)r >= sizeof *r)
    return fail_value(c->name, "faulted elsewhere", outcome.address), 0;
  if (!same(&found.record, &before.record, sizeof found.record))
    return suite_fail(c->name, "changed the record before it faulted"), 0;
  return 1;
}

static void check_write(const struct guest_case *c) {
  // Odd and even, with every case of `v & 3`.
  static const long values[] = {0x12345678, 0x7654321, 0x102, 0x77};
  for (unsigned i = 0; i < sizeof values / sizeof *values; i++) {
    int passed = expect_faults ? check_faulting(c, values[i])
                               : check_guarded(c, values[i]);
    if (!passed)
      return;
  }
  suite_pass(c->name);
}

// Reads need no window: they must not touch the key register.
static void check_read(const struct guest_case *c) {
  struct record *r = &guest_record;
  long result = run_plain(c, r, 3);
  reset(r);
  unsigned writes_before = machine_register_writes();
  struct machine_outcome outcome = machine_try(c->tested, r, 3);
  if (outcome.fault != MACHINE_RETURNED || outcome.result != result)
    suite_fail(c->name, "did not read the record");
  else if (machine_register_writes() != writes_before)
    suite_fail(c->name, "wrote the key register");
  else
    suite_pass(c->name);
}

// A write that the plugin cannot find must not pass, and must not happen inside
// some other write's window.
static void check_escape(const struct guest_case *c) {
  struct record *r = &guest_record;
  reset(r);
  struct machine_outcome outcome = machine_try(c->tested, r, 3);
  uint64_t at_fault = machine_get_register();
  machine_set_register(machine_default_value());
  if (outcome.fault != MACHINE_WRITE_DENIED)
    suite_fail(c->name,
               "passed, though no window can be known to belong to it");
  else if (at_fault != machine_default_value())
    fail_value(c->name, "faulted with the key open", at_fault);
  else
    suite_pass(c->name);
}

// That the machine enforces what the other checks rely on.
static void check_machine(void) {
  struct record *r = &guest_record;
  reset(r);
  if (machine_get_register() != machine_default_value())
    suite_fail("machine", "the key register does not read back");
  struct machine_outcome outcome = machine_try(stray_store, r, 7);
  if (outcome.fault != MACHINE_WRITE_DENIED ||
      outcome.address != (uintptr_t)&r->count)
    suite_fail("machine", "a stray store at the default level does not fault");
  if (machine_try(plain_load, r, 7).fault != MACHINE_RETURNED)
    suite_fail("machine", "a load at the default level faults");
  machine_set_register(machine_open_value());
  outcome = machine_try(stray_store, r, 7);
  if (outcome.fault != MACHINE_RETURNED || r->count != 7)
    suite_fail("machine", "a store with the key open faults");
  machine_set_register(machine_default_value());
  if (!failures)
    suite_pass("machine");
}

int suite_run(void) {
  check_machine();
#ifdef GUEST_INTERRUPTS
  interrupts_begin();
#endif
  for (unsigned i = 0; i < sizeof writes / sizeof *writes; i++)
    check_write(&writes[i]);
  for (unsigned i = 0; i < sizeof reads / sizeof *reads; i++)
    check_read(&reads[i]);
  for (unsigned i = 0; i < sizeof escapes / sizeof *escapes; i++)
    check_escape(&escapes[i]);
#ifdef GUEST_INTERRUPTS
  interrupts_end();
#endif
  machine_print(failures ? "NOT " : "");
  machine_print(expect_faults ? "all faulted\n" : "enforced\n");
  return failures;
}
