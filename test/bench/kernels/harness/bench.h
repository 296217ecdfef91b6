/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What a kernel is. Each file is compiled once for each variant, with
 * -DVARIANT=name, and all variants are linked into one program (main.c). */
#ifndef BENCH_H
#define BENCH_H

#include "guards.h"
#include <kpkeys.h>

/* What a kernel works on: a page or more of each domain, and ordinary memory.
 */
struct arena {
  void *cred, *pgtable, *plain;
};

struct kernel {
  void (*prepare)(struct arena *); /* runs with everything writable */
  void (*run)(struct arena *);     /* what is measured; may be run again */
  unsigned long (*check)(const struct arena *); /* of what one run left */
};

#define BENCH_NAME_(prefix, variant) prefix##_##variant
#define BENCH_NAME(prefix, variant) BENCH_NAME_(prefix, variant)
#define run BENCH_NAME(run, VARIANT)

/* Not measured, neither its time nor its size. */
#define UNMEASURED                                                             \
  __attribute__((noinline, section(".text.unmeasured"))) __kpkeys_ignore

/* The last line of a kernel's file. */
#define KERNEL                                                                 \
  const struct kernel BENCH_NAME(kernel, VARIANT) = {prepare, run, check}

#define WRITE_ONCE(place, value)                                               \
  (*(volatile __typeof__(place) *)&(place) = (value))
#define READ_ONCE(place) (*(const volatile __typeof__(place) *)&(place))

/* One step of a checksum. */
static inline unsigned long mix(unsigned long sum, unsigned long value) {
  return (sum ^ value) * 0x9e3779b97f4a7c15ul;
}

#endif
