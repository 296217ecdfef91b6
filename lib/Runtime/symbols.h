/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Names for addresses, for the fault reporter; see symbols.c. */
#ifndef KPKEYS_RUNTIME_SYMBOLS_H
#define KPKEYS_RUNTIME_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>

struct kpk_symbol {
  const char *module; /* path, or NULL if the address is in none */
  uint64_t module_offset;
  char name[128]; /* "" if unknown; cut if longer */
  uint64_t offset;
};

void kpk_symbol_find(uintptr_t address, struct kpk_symbol *symbol);

#endif
