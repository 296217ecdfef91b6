/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The PKU backend: x86-64 user mode, register PKRU.
 *
 * CPUID.(7,0):ECX bit 4 (OSPKE) says that the CPU has PKU and that the kernel
 * turned it on. WRPKRU needs no barrier: it is ordered for the accesses that
 * follow (Intel SDM vol. 2, WRPKRU). On other machines only `unavailable`
 * does anything.
 */
#include "internal.h"

#if defined(__x86_64__)
#include <cpuid.h>

static const char *unavailable(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(c & 1u << 3))
    return "this CPU has no protection keys (PKU)";
  if (!(c & 1u << 4))
    return "the kernel has not turned on protection keys (CPUID OSPKE is 0; "
           "see the kernel option 'nopku')";
  return NULL;
}

static uint64_t read_register(void) {
  uint32_t value, high;
  __asm__ volatile("rdpkru" : "=a"(value), "=d"(high) : "c"(0) : "memory");
  return value;
}

static void kpk_write_register(uint64_t value) {
  __asm__ volatile("wrpkru" ::"a"((uint32_t)value), "c"(0), "d"(0) : "memory");
}
#else
static const char *unavailable(void) { return "this is not an x86-64 CPU"; }

static uint64_t read_register(void) { return 0; }

static void kpk_write_register(uint64_t value) { (void)value; }
#endif

const struct kpk_backend kpk_pku = {
    .name = "pku",
    .layout = KPK_LAYOUT_X86,
    .num_pkeys = 16,
    .unavailable = unavailable,
    .claim = kpk_keys_claim,
    .release = kpk_keys_release,
    .key_pages = kpk_keys_key_pages,
    .unkey_pages = kpk_keys_unkey_pages,
    .read = read_register,
    .write = kpk_write_register,
};
