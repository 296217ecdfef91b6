/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Chooses the backend for the target that the objects were built for.
 *
 * Inline windows (pku, poe-el0) work with one backend only. Code that calls
 * __kpkeys_enter works with any: there the environment variable
 * KPKEYS_BACKEND decides, or the hardware. Does not claim pkeys.
 */
#define _GNU_SOURCE
#include "internal.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct kpk_backend *const backends[] = {&kpk_pku, &kpk_poe,
                                                     &kpk_sim};
#define NUM_BACKENDS (sizeof backends / sizeof *backends)

static int need(const struct kpk_backend *backend, const char *asked_by,
                const char *asked) {
  const char *reason = backend->unavailable();
  if (!reason)
    return 0;
  kpk_error("%s%s cannot be enforced here: %s; run on a machine that has it, "
            "or build with target=call or target=sim and KPKEYS_BACKEND unset",
            asked_by, asked, reason);
  return ENOTSUP;
}

static int no_backend(const char *target, const char *needed) {
  kpk_error(
      "this program was built with target=%s, which needs %s; this "
      "runtime has no backend for it; build for pku, poe-el0, call or sim",
      target, needed);
  return ENOTSUP;
}

/* NULL in *backend: the variable is not set. */
static int backend_from_environment(const struct kpk_backend **backend) {
  const char *name = secure_getenv("KPKEYS_BACKEND");
  *backend = NULL;
  if (!name || !*name)
    return 0;
  for (size_t i = 0; i < NUM_BACKENDS; ++i)
    if (!strcmp(name, backends[i]->name))
      *backend = backends[i];
  if (*backend)
    return 0;
  kpk_error("KPKEYS_BACKEND is '%s'; it can be pku, poe or sim", name);
  return EINVAL;
}

static int choose_for_call(const struct kpk_backend **chosen) {
  int error = backend_from_environment(chosen);
  if (error)
    return error;
  if (*chosen)
    return need(*chosen, "KPKEYS_BACKEND=", (*chosen)->name);
#if defined(__aarch64__)
  *chosen = &kpk_poe;
#else
  *chosen = &kpk_pku;
#endif
  const char *reason = (*chosen)->unavailable();
  if (reason) {
    *chosen = &kpk_sim;
    kpk_note("%s: using the sim backend, which protects with mprotect, for "
             "the whole process at a time, and slowly",
             reason);
  }
  return 0;
}

int kpk_backend_choose(unsigned target, const struct kpk_backend **chosen) {
  switch (target) {
  case KPKEYS_TARGET_PKU:
    *chosen = &kpk_pku;
    return need(*chosen, "target=", "pku");
  case KPKEYS_TARGET_POE_EL0:
    *chosen = &kpk_poe;
    return need(*chosen, "target=", "poe-el0");
  case KPKEYS_TARGET_CALL:
    return choose_for_call(chosen);
  case KPKEYS_TARGET_SIM:
    *chosen = &kpk_sim;
    return 0;
  case KPKEYS_TARGET_POE2_EL0:
    return no_backend("poe2-el0", "a CPU with FEAT_S1POE2 and a kernel that "
                                  "fills its tables from the policy");
  case KPKEYS_TARGET_AMR:
    return no_backend("amr", "a kernel that gives out its pkeys");
  default:
    kpk_error("this program was built with target=%s, which is for kernels; "
              "build it for pku, poe-el0, call or sim",
              kpk_target_name(target));
    return ENOTSUP;
  }
}
