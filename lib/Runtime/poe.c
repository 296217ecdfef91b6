/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The POE backend: AArch64 user mode, register POR_EL0.
 *
 * Linux shows FEAT_S1POE, in CPU and kernel, as bit 63 of AT_HWCAP2. POR_EL0
 * is written as S3_3_C10_C2_4, so that no assembler has to know POE; a write
 * takes effect at the next context synchronisation event (Arm ARM), hence the
 * ISB. On other machines only `unavailable` does anything.
 */
#include "internal.h"

#if defined(__aarch64__)
#include <sys/auxv.h>

static const char *unavailable(void) {
  const unsigned long hwcap2_poe = 1ul << 63;
  if (!(getauxval(AT_HWCAP2) & hwcap2_poe))
    return "this CPU or kernel has no permission overlays (no HWCAP2_POE)";
  return NULL;
}

static uint64_t read_register(void) {
  uint64_t value;
  __asm__ volatile("mrs %0, S3_3_C10_C2_4" : "=r"(value)::"memory");
  return value;
}

static void kpk_write_register(uint64_t value) {
  __asm__ volatile("msr S3_3_C10_C2_4, %0\n\tisb" ::"r"(value) : "memory");
}
#else
static const char *unavailable(void) { return "this is not an AArch64 CPU"; }

static uint64_t read_register(void) { return 0; }

static void kpk_write_register(uint64_t value) { (void)value; }
#endif

const struct kpk_backend kpk_poe = {
    .name = "poe",
    .layout = KPK_LAYOUT_OVERLAY,
    .num_pkeys = 8,
    .unavailable = unavailable,
    .claim = kpk_keys_claim,
    .release = kpk_keys_release,
    .key_pages = kpk_keys_key_pages,
    .unkey_pages = kpk_keys_unkey_pages,
    .read = read_register,
    .write = kpk_write_register,
};
