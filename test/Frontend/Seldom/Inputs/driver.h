/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What a file of cases gives to the driver. */
#include <kpkeys.h>

#include "kpkeys_rt.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define DOMAIN __kpkeys_protected("protected")

struct a_case {
  const char *name;
  int (*run)(void *);
};
extern const struct a_case *const all_cases;
extern const unsigned num_cases;
extern void *(*const make_record)(void);

#define CASE(name, check, ...)                                                 \
  __attribute__((noinline)) static int name(void *record) {                    \
    struct rec *r = record;                                                    \
    __VA_ARGS__                                                                \
    return check;                                                              \
  }
