/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Claiming hardware indices from Linux, for the PKU and POE backends.
 *
 * The kernel hands out pkeys; the policy's are constants in the code. So keys
 * are allocated until the wanted ones are held, and the others given back.
 * pkey_alloc opens each key it gives in the calling thread's register: the
 * caller (init.c) saves and rewrites that. Pkey 0 is everyone's and never
 * allocated.
 */
#include "internal.h"
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

static unsigned wanted_keys(const struct kpk_policy *policy) {
  unsigned wanted = 0;
  for (unsigned i = 0; i < policy->record->num_pkeys; ++i)
    wanted |= 1u << policy->pkeys[i].index;
  return wanted & ~1u;
}

static void free_keys(unsigned keys) {
  for (int k = 1; k < KPK_MAX_PKEYS; ++k)
    if (keys >> k & 1)
      kpk_sys_pkey_free(k);
}

static int report_missing(const struct kpk_policy *policy, unsigned missing,
                          int error) {
  if (error != ENOSPC) {
    kpk_error("the kernel gives out no protection keys (pkey_alloc: %s); a "
              "kernel with protection keys is needed",
              strerror(error));
    return error;
  }
  unsigned index = (unsigned)__builtin_ctz(missing);
  kpk_error("pkey '%s' (index %u) of policy '%s' is already in use in this "
            "process; call kpkeys_init before other code allocates pkeys, or "
            "give it another index in the policy",
            kpk_pkey_name(policy, index), index,
            kpk_string(policy, policy->record->name));
  return EBUSY;
}

int kpk_keys_claim(const struct kpk_policy *policy) {
  unsigned wanted = wanted_keys(policy), held = 0;
  int error = 0;
  while (wanted & ~held) {
    int key = kpk_sys_pkey_alloc();
    if (key < 0 || key >= KPK_MAX_PKEYS) {
      error = key < 0 ? errno : ENOSPC;
      break;
    }
    held |= 1u << key;
  }
  if (wanted & ~held) {
    free_keys(held);
    return report_missing(policy, wanted & ~held, error);
  }
  free_keys(held & ~wanted);
  return 0;
}

void kpk_keys_release(const struct kpk_policy *policy) {
  free_keys(wanted_keys(policy));
}

int kpk_keys_key_pages(void *start, size_t size, unsigned pkey) {
  int failed =
      kpk_sys_pkey_mprotect(start, size, PROT_READ | PROT_WRITE, (int)pkey);
  return failed ? errno : 0;
}

int kpk_keys_unkey_pages(void *start, size_t size) {
  return kpk_keys_key_pages(start, size, 0);
}
