// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A QEMU plugin that counts, for each phase of the guest's workload, the writes
// to the supervisor key register (IA32_PKRS) by the address of their WRMSR, and
// what runs while a window is open: instructions, and stores if asked.
//
//   -plugin libswitches.so,out=FILE[,stores=on]
//
// A WRMSR counts if ECX was set to 0x6e1 by an immediate move just before it.
// What it writes is worked out from the instructions between the two:
//
//     mov $0x6e1,%ecx; rdmsr; and $A,%eax; or $O,%eax; wrmsr
//
// If they say nothing of the value (an old one is put back) then it ends the
// window that is open, or opens the last one again if none is: which is what
// guards by hand and returns from interrupts do.
//
// String instructions with a repeat prefix are left out of what runs in
// windows: the emulator would count each of their steps.
//
// Exact with one CPU. With more, a phase is what all of them do meanwhile.
#include "plugin-api.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))
EXPORT int qemu_plugin_version = 1;

// Write-disable bits of the pkeys 1 and 2; other bits are not the kernel's.
enum { MANAGED = 0x3f, PGTABLE = 0x08, CRED = 0x20, CLOSED = PGTABLE | CRED };
enum { PHASES = 64, SITES = 1 << 15, CPUS = 16 };

struct site {
  uint64_t address;
  uint64_t pgtable[PHASES], cred[PHASES];
};

struct phase {
  uint64_t instructions; // all that ran
  uint64_t open_instructions, open_stores, open_stack_stores;
  uint64_t opened; // windows entered
  uint64_t switches;
};

struct cpu {
  uint32_t value, last_open;
  bool ecx_is_pkrs; // an immediate move was last, in an earlier block
} __attribute__((aligned(64)));

static struct site sites[SITES];
static struct phase phases[PHASES];
static struct cpu cpus[CPUS];
static unsigned current;
static bool count_stores;
static const char *out_path;

static void add(uint64_t *counter, uint64_t n) {
  __atomic_fetch_add(counter, n, __ATOMIC_RELAXED);
}

static struct site *site_of(uint64_t address) {
  uint64_t at = (address * 0x9e3779b97f4a7c15ULL) >> 49;
  for (unsigned i = 0; i < SITES; ++i, at = (at + 1) % SITES) {
    uint64_t expected = 0;
    if (__atomic_compare_exchange_n(&sites[at].address, &expected, address,
                                    false, __ATOMIC_RELAXED,
                                    __ATOMIC_RELAXED) ||
        expected == address)
      return &sites[at];
  }
  fprintf(stderr, "switches: too many sites\n");
  exit(1);
}

// What a WRMSR does to the register. Blocks are translated anew now and then;
// what was known of old ones is kept: QEMU may still be running them.
struct change {
  struct site *site;
  uint32_t keep, set;
  bool known, sure; // sure: ECX is known in the block
};

struct block {
  uint32_t instructions;
  uint32_t plain; // without those that belong to switches
};

static void on_block(unsigned cpu, void *data) {
  const struct block *block = data;
  struct phase *phase = &phases[current];
  add(&phase->instructions, block->instructions);
  if (cpus[cpu].value != CLOSED)
    add(&phase->open_instructions, block->plain);
}

static void on_store(unsigned cpu, qemu_plugin_meminfo_t info, uint64_t address,
                     void *data) {
  (void)info;
  (void)data;
  if (cpus[cpu].value == CLOSED)
    return;
  add(&phases[current].open_stores, 1);
  // Kernel stacks are mapped there; nothing protected is.
  if (address >> 45 == 0xffffc90000000000ULL >> 45)
    add(&phases[current].open_stack_stores, 1);
}

static void on_move(unsigned cpu, void *data) {
  cpus[cpu].ecx_is_pkrs = data != NULL;
}

static void on_write(unsigned cpu, void *data) {
  const struct change *change = data;
  struct cpu *c = &cpus[cpu];
  bool counts = change->sure || c->ecx_is_pkrs;
  c->ecx_is_pkrs = false;
  if (!counts)
    return;
  uint32_t old = c->value;
  if (change->known)
    c->value = ((old & change->keep) | change->set) & MANAGED;
  else
    c->value = old == CLOSED ? c->last_open : CLOSED;
  if (c->value != CLOSED)
    c->last_open = c->value;
  struct phase *phase = &phases[current];
  add(&phase->switches, 1);
  // For whom: what it opens or closes; what was open last if it sets again what
  // the register has.
  uint32_t changed = old ^ c->value;
  if (!changed)
    changed = c->last_open ^ CLOSED;
  add(changed & CRED ? &change->site->cred[current]
                     : &change->site->pgtable[current],
      1);
  if (old == CLOSED && c->value != CLOSED)
    add(&phase->opened, 1);
}

static void on_mark(unsigned cpu, void *data) {
  (void)cpu;
  current = (unsigned)(uintptr_t)data;
}

struct bytes {
  const unsigned char *data;
  size_t size;
};

static bool starts(struct bytes b, const char *with, size_t size) {
  return b.size >= size && memcmp(b.data, with, size) == 0;
}

static int32_t immediate(struct bytes b, size_t at) {
  int32_t value = 0;
  if (b.size - at == 1)
    return (int8_t)b.data[at];
  if (b.size - at == 4)
    memcpy(&value, b.data + at, 4);
  return value;
}

static bool is_move(struct bytes b) {
  return b.size == 5 && starts(b, "\xb9\xe1\x06\0\0", 5);
}
static bool is_repeated(struct bytes b) {
  return (starts(b, "\xf3", 1) || starts(b, "\xf2", 1)) &&
         (b.data[b.size - 1] & 0xf4) == 0xa4;
}
static bool is_write(struct bytes b) { return starts(b, "\x0f\x30", 2); }

// nopl 0x6b70NNNN(%rax)
static bool is_mark(struct bytes b) {
  return b.size == 7 && starts(b, "\x0f\x1f\x80", 3) && b.data[6] == 0x6b &&
         b.data[5] == 0x70;
}

// Follows EAX through one instruction.
static void follow(struct change *c, struct bytes b) {
  int32_t i;
  if (starts(b, "\x0f\x32", 2)) { // rdmsr
    *c = (struct change){c->site, ~0U, 0, true, true};
  } else if (starts(b, "\x83\xe0", 2) || starts(b, "\x25", 1)) { // and
    i = immediate(b, b.data[0] == 0x25 ? 1 : 2);
    c->keep &= (uint32_t)i;
    c->set &= (uint32_t)i;
  } else if (starts(b, "\x83\xc8", 2) || starts(b, "\x0d", 1)) { // or
    i = immediate(b, b.data[0] == 0x0d ? 1 : 2);
    c->set |= (uint32_t)i;
  } else if (starts(b, "\xb8", 1)) { // mov
    *c = (struct change){c->site, 0, (uint32_t)immediate(b, 1), true, true};
  } else if (starts(b, "\x31\xc0", 2)) { // xor
    *c = (struct change){c->site, 0, 0, true, true};
  } else if (starts(b, "\x89", 1) || starts(b, "\x8b", 1) ||
             starts(b, "\x44\x89", 2) || starts(b, "\x48\x89", 2) ||
             starts(b, "\x4c\x89", 2)) { // mov between registers
    if (b.size >= 2 && (b.data[b.size - 1] & 0xc7) == 0xc0)
      c->known = false;
  }
}

static struct bytes insn_at(struct qemu_plugin_tb *tb, size_t i) {
  struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
  return (struct bytes){qemu_plugin_insn_data(insn),
                        qemu_plugin_insn_size(insn)};
}

static void *copy_of(const void *object, size_t size) {
  void *copy = malloc(size);
  if (!copy)
    abort();
  return memcpy(copy, object, size);
}

// A WRMSR whose ECX was set at place `move` of the block, or not in it.
static void see_write(struct qemu_plugin_tb *tb, size_t move, size_t at,
                      bool found) {
  struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, at);
  struct change change = {.sure = found};
  change.site = site_of(qemu_plugin_insn_vaddr(insn));
  // EAX may also have been set before ECX.
  for (size_t i = found && move > 4 ? move - 4 : 0; found && i < at; ++i)
    follow(&change, insn_at(tb, i));
  change.sure = found;
  qemu_plugin_register_vcpu_insn_exec_cb(insn, on_write, QEMU_PLUGIN_CB_NO_REGS,
                                         copy_of(&change, sizeof(change)));
}

static void on_translation(qemu_plugin_id_t id, struct qemu_plugin_tb *tb) {
  (void)id;
  size_t count = qemu_plugin_tb_n_insns(tb), move = 0;
  bool kernel =
      qemu_plugin_insn_vaddr(qemu_plugin_tb_get_insn(tb, 0)) >> 63 != 0;
  bool found = false;
  struct block block = {(uint32_t)count, (uint32_t)count};
  for (size_t i = 0; i < count; ++i) {
    struct bytes b = insn_at(tb, i);
    struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
    if (!kernel) {
      if (is_mark(b))
        qemu_plugin_register_vcpu_insn_exec_cb(
            insn, on_mark, QEMU_PLUGIN_CB_NO_REGS,
            (void *)(uintptr_t)((b.data[3] | b.data[4] << 8) % PHASES));
      continue;
    }
    if (is_repeated(b)) {
      --block.plain;
    } else if (is_move(b)) {
      move = i;
      found = true;
    } else if (is_write(b)) {
      see_write(tb, move, i, found);
      if (found)
        block.plain -= (uint32_t)(i - move + 1);
      found = false;
    } else if (count_stores) {
      qemu_plugin_register_vcpu_mem_cb(insn, on_store, QEMU_PLUGIN_CB_NO_REGS,
                                       QEMU_PLUGIN_MEM_W, NULL);
    }
  }
  if (found) // its WRMSR is in the next block
    qemu_plugin_register_vcpu_insn_exec_cb(qemu_plugin_tb_get_insn(tb, move),
                                           on_move, QEMU_PLUGIN_CB_NO_REGS,
                                           &cpus);
  qemu_plugin_register_vcpu_tb_exec_cb(tb, on_block, QEMU_PLUGIN_CB_NO_REGS,
                                       copy_of(&block, sizeof(block)));
}

static void write_phase(FILE *out, unsigned number) {
  const struct phase *p = &phases[number];
  fprintf(out,
          "  {\"phase\": %u, \"instructions\": %llu, \"switches\": %llu, "
          "\"opened\": %llu, "
          "\"open-instructions\": %llu, \"open-stores\": %llu, "
          "\"open-stack-stores\": %llu, \"sites\": {",
          number, (unsigned long long)p->instructions,
          (unsigned long long)p->switches, (unsigned long long)p->opened,
          (unsigned long long)p->open_instructions,
          (unsigned long long)p->open_stores,
          (unsigned long long)p->open_stack_stores);
  const char *separator = "";
  for (unsigned i = 0; i < SITES; ++i)
    if (sites[i].pgtable[number] || sites[i].cred[number]) {
      fprintf(out, "%s\"%#llx\": [%llu, %llu]", separator,
              (unsigned long long)sites[i].address,
              (unsigned long long)sites[i].pgtable[number],
              (unsigned long long)sites[i].cred[number]);
      separator = ", ";
    }
  fprintf(out, "}}");
}

static void on_exit_of_guest(qemu_plugin_id_t id, void *data) {
  (void)id;
  (void)data;
  FILE *out = fopen(out_path, "w");
  if (!out) {
    perror(out_path);
    return;
  }
  const char *separator = "[\n";
  for (unsigned i = 0; i < PHASES; ++i)
    if (phases[i].instructions) {
      fputs(separator, out);
      write_phase(out, i);
      separator = ",\n";
    }
  fputs("\n]\n", out);
  fclose(out);
}

EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info,
                               int argc, char **argv) {
  if (strcmp(info->target_name, "x86_64") != 0 || !info->system_emulation ||
      info->system.max_vcpus > CPUS) {
    fprintf(stderr, "switches: for x86_64 machines of up to %d CPUs\n", CPUS);
    return -1;
  }
  for (int i = 0; i < argc; ++i)
    if (strncmp(argv[i], "out=", 4) == 0)
      out_path = strdup(argv[i] + 4);
    else if (strcmp(argv[i], "stores=on") == 0)
      count_stores = true;
  if (!out_path) {
    fprintf(stderr, "switches: out=FILE is missing\n");
    return -1;
  }
  for (unsigned i = 0; i < CPUS; ++i)
    cpus[i] = (struct cpu){CLOSED, CLOSED, false};
  qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
  qemu_plugin_register_atexit_cb(id, on_exit_of_guest, NULL);
  return 0;
}
