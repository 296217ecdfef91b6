// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the attempts share: the module's services, children, verdicts.
#ifndef KPKEYS_ATTACKER_H
#define KPKEYS_ATTACKER_H

#include "attack.h"
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum verdict {
  SUCCEEDED,    // the write is done and has the effect that was wanted
  BLOCKED,      // neither
  NOT_POSSIBLE, // this kernel has nothing to attack here
  CONFUSED,     // half of it, or the attempt itself is broken
};

struct attempt {
  const char *name;
  enum verdict (*run)(void);
  bool by_design; // writes what is not protected: succeeds everywhere
};

extern const struct attempt credential_attempts[], table_attempts[],
    state_attempts[];

extern struct attack_layout layout;

// The address, or 0.
uint64_t find(enum attack_what what, uint64_t argument);
bool read_kernel(uint64_t address, uint64_t *value);
void flush_tlb(void);
// From /proc/kallsyms, or 0.
uint64_t symbol(const char *name);

// Asks for a write. Does not come back if it kills the caller. False: this
// machine or kernel has no such context.
bool write_from(enum attack_context context, enum attack_domain window,
                struct attack_write *write);
// From a kernel thread, with mov.
bool write_word(uint64_t address, uint64_t value);

// What the module said of the write and what came of it, as a verdict.
enum verdict judge(const struct attack_write *write, bool effect);

// An ordinary user for good.
void drop_privileges(void);

_Noreturn void broken(const char *what);
#define must(condition)                                                        \
  do {                                                                         \
    if (!(condition))                                                          \
      broken(#condition);                                                      \
  } while (0)

#endif
