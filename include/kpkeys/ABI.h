/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The contract between the objects that the plugin emits and the runtime.
 *
 * Plain C, shared by lib/Transforms (which writes the records) and
 * lib/Runtime (which reads them), so that there is one description of each
 * byte. All integers are little-endian; all records are 8-byte aligned.
 *
 * An object with protected data carries, in retained sections:
 *   kpkeys_policy       one kpkeys_policy_record (a COMDAT group keyed by
 *                       digest and target, so that a program built from one
 *                       policy holds one record)
 *   kpkeys_regions      one kpkeys_region_record per domain whose globals the
 *                       object defines
 *   kpkeys_data_<dom>   those globals: page aligned, padded to whole pages
 *   kpkeys_sites        windows=none only: two kpkeys_site_records for each
 *                       access, where its window would begin and end
 *   kpkeys_windows      one kpkeys_window_record per switch in the code; not
 *                       loaded, for kpkeys-verify and kpkeys-report
 *   kpkeys_gates        gates: boot only: one kpkeys_gate_record per switch
 */
#ifndef KPKEYS_ABI_H
#define KPKEYS_ABI_H

#include <stdint.h>

#define KPKEYS_ABI_VERSION 1
#define KPKEYS_POLICY_MAGIC 0x504b504bu /* "KPKP" */

#define KPKEYS_POLICY_SECTION "kpkeys_policy"
#define KPKEYS_REGIONS_SECTION "kpkeys_regions"
#define KPKEYS_DATA_SECTION_PREFIX "kpkeys_data_"
#define KPKEYS_SITES_SECTION "kpkeys_sites"
#define KPKEYS_WINDOWS_SECTION "kpkeys_windows"
#define KPKEYS_GATES_SECTION "kpkeys_gates"

/* What the object's windows are made of. */
enum kpkeys_target {
  KPKEYS_TARGET_PKU = 0,      /* x86 user: RDPKRU/WRPKRU */
  KPKEYS_TARGET_PKS = 1,      /* x86 supervisor: IA32_PKRS */
  KPKEYS_TARGET_POE_EL0 = 2,  /* AArch64 user: POR_EL0 */
  KPKEYS_TARGET_POE_EL1 = 3,  /* AArch64 kernel: POR_EL1 */
  KPKEYS_TARGET_CALL = 4,     /* __kpkeys_enter/__kpkeys_leave, any backend */
  KPKEYS_TARGET_SIM = 5,      /* the same calls, mprotect backend */
  KPKEYS_TARGET_POE_EL2 = 6,  /* AArch64 hypervisor: POR_EL2 */
  KPKEYS_TARGET_POE2_EL0 = 7, /* AArch64 user: POE2's thread index */
  KPKEYS_TARGET_POE2_EL1 = 8, /* AArch64 kernel: POE2's thread index */
  KPKEYS_TARGET_AMR = 9       /* PowerPC64 user: AMR */
};

/* Permission bits: the AArch64 overlay encoding (Arm ARM, POR_EL1), used for
   every target; x86 derives AD = !R, WD = !W. */
enum kpkeys_permission {
  KPKEYS_PERM_R = 1,
  KPKEYS_PERM_X = 2,
  KPKEYS_PERM_W = 4
};

/* What code at a level must not do: bits of a level's `restrictions`. The words
   are those of the policy's `restrict`. */
enum kpkeys_restriction {
  KPKEYS_RESTRICT_INLINE_ASM = 1,       /* no-inline-asm */
  KPKEYS_RESTRICT_SYSTEM_REGISTERS = 2, /* no-system-registers */
  KPKEYS_RESTRICT_KEY_REGISTER = 4,     /* no-key-register */
  KPKEYS_RESTRICT_INDIRECT_CALLS = 8,   /* no-indirect-calls */
  KPKEYS_RESTRICT_IO = 16,              /* no-io */
  KPKEYS_RESTRICT_SYSCALLS = 32,        /* no-syscalls */
  KPKEYS_RESTRICT_FLOATING_POINT = 64   /* no-floating-point */
};

enum kpkeys_register_mode {
  KPKEYS_REGISTER_SHARED = 0, /* only managed fields are ours */
  KPKEYS_REGISTER_OWNED = 1   /* the whole register is ours */
};

/* Followed by num_pkeys pkeys, num_levels levels, num_domains domains, then
   NUL-terminated strings. Strings are byte offsets from the record's start.
   Level 0 is `default`. */
struct kpkeys_policy_record {
  uint32_t magic;         /* KPKEYS_POLICY_MAGIC */
  uint16_t version;       /* KPKEYS_ABI_VERSION */
  uint16_t target;        /* enum kpkeys_target */
  uint32_t size;          /* whole record in bytes, a multiple of 8 */
  uint16_t register_mode; /* enum kpkeys_register_mode */
  uint16_t num_pkeys;
  uint16_t num_levels;
  uint16_t num_domains;
  uint32_t name;      /* policy file name, or "<built-in>" */
  uint8_t digest[16]; /* of the policy's canonical text */
};

struct kpkeys_policy_pkey {
  uint32_t name;
  uint32_t index; /* hardware index */
};

struct kpkeys_policy_level {
  uint32_t name;
  uint16_t restrictions; /* enum kpkeys_restriction, or-ed */
  uint16_t index;        /* thread index on POE2; 0 elsewhere */
  uint64_t permissions;  /* nibble k: permission bits of hardware index k;
                            meaningful for managed pkeys only. Of indices
                            above 15, which amr has, nothing is recorded */
};

struct kpkeys_policy_domain {
  uint32_t name;
  uint32_t pkey;        /* hardware index */
  uint32_t write_level; /* index into the levels */
  uint32_t reserved;
};

struct kpkeys_region_record {
  const char *domain; /* NUL-terminated name */
  void *start;        /* page aligned */
  void *end;          /* page aligned, exclusive */
};

/* One end of an access that was compiled with windows=none: the code between
   an enter and the next leave in address order is what the window would hold.
   Not read by the runtime. Aligned to 4 bytes. */
enum kpkeys_site_edge { KPKEYS_SITE_ENTER = 0, KPKEYS_SITE_LEAVE = 1 };
struct kpkeys_site_record {
  int32_t place;    /* relative to this field's own address */
  uint16_t level;   /* index into the policy's levels */
  uint16_t edge;    /* enum kpkeys_site_edge */
  uint32_t ordinal; /* in the object: no two records are alike, so that no
                       pass takes two places for one */
};

/* A switch that begins with a jump over itself (x86: `jmp` with a displacement
   of one byte; AArch64: `b`), so that it does nothing until the kernel, once
   the key register is on, puts a no-operation of the same length there (x86:
   66 90; AArch64: nop). Loaded, and not written to by the linker's relocations
   of position-independent code. */
struct kpkeys_gate_record {
  int32_t place; /* of the jump, relative to this field's own address */
};

/* Why a switch is there. */
enum kpkeys_switch_kind {
  KPKEYS_SWITCH_WINDOW = 0, /* around accesses */
  KPKEYS_SWITCH_SCOPE = 1,  /* the source puts code at the level, with what
                               windows join it */
  KPKEYS_SWITCH_MANUAL = 2, /* kpkeys_set_level, kpkeys_restore_pkey_reg */
  KPKEYS_SWITCH_ENTRY = 3   /* none: the function that holds `place` is entered
                               and left at level `to` */
};

/* Levels in a window record beside those of the policy. */
#define KPKEYS_LEVEL_SAVED 0xfffeu   /* what the register held before */
#define KPKEYS_LEVEL_UNKNOWN 0xffffu /* any */

/* `write_bytes` and `foreign_bytes` of what has no bound: inline asm, blocks of
   a length that is not constant, all that calls in a scope do. */
#define KPKEYS_UNBOUNDED 0xffffffffu

/* One switch, or one entry. Followed by NUL-terminated strings: the function's
   linkage name, the source file, the domains that the window is for ("cred,
   pgtable"), the functions that may be called in it ("*": any), and an empty
   string; padded to 8 bytes. Code that the compiler duplicates has duplicate
   records with other places. */
struct kpkeys_window_record {
  uint64_t place;  /* address of the switch's first instruction */
  uint16_t length; /* of the switch, in bytes of code; 0 where there is none of
                      its own: entries, target=call and target=sim */
  uint16_t target; /* enum kpkeys_target */
  uint32_t size;   /* of this record with its strings, a multiple of 8 */
  uint16_t kind;   /* enum kpkeys_switch_kind */
  uint16_t from;   /* index into the policy's levels, or one of the above */
  uint16_t to;
  uint16_t reserved;
  /* The window that the switch opens, numbered within its function; 0: it opens
     none. Switches that open the same one say the same of it. What follows is
     all 0 if there is none. */
  uint32_t window;
  uint32_t line; /* of what the window is for; 0: not known */
  uint32_t column;
  uint32_t writes;      /* instructions of LLVM IR that write protected data, */
  uint32_t reads;       /* that read secret data and write none, */
  uint32_t calls;       /* calls of functions that are entered at the level */
  uint32_t write_bytes; /* most that accesses store on a way through the window,
                           or if it holds a loop, on all ways together */
  uint32_t least_bytes; /* some way stores no less: 0 if that is not known, with
                           loops and blocks that may be called */
  uint32_t foreign_stores; /* exposure: stores that are no accesses, */
  uint32_t foreign_bytes;  /* and what they store, as write_bytes */
  uint32_t instructions;   /* of LLVM IR in the window */
  uint32_t longest_path;   /* of them; each loop counts once */
};

/* Called by code built with target=call or target=sim. `level` is an index
   into the policy's levels. enter: switch to `level`; leave: switch back to
   the entry level, `level`. Async-signal-safe; thread-local effect (the sim
   backend: process-wide, see docs/RuntimeABI.md). */
#ifdef __cplusplus
extern "C" {
#endif
void __kpkeys_enter(uint32_t level);
/* The calling thread's key register, for kpkeys_restore_pkey_reg. */
uint64_t __kpkeys_read(void);
void __kpkeys_leave(uint32_t level);
#ifdef __cplusplus
}
#endif

#endif
