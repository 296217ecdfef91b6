/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A policy read from records, and what it means for a key register. Usable
 * from C++, for the unit tests.
 *
 * Functions that can fail return 0 or an errno value; the one that first
 * knows the reason prints the message.
 */
#ifndef KPKEYS_RUNTIME_POLICY_H
#define KPKEYS_RUNTIME_POLICY_H

#include "kpkeys/ABI.h"
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* x86-64 has 16 pkeys; POR_EL0 has nibbles for 16, of which 8 exist. */
#define KPK_MAX_PKEYS 16

/* A validated record, with its arrays found. */
struct kpk_policy {
  const struct kpkeys_policy_record *record;
  const struct kpkeys_policy_pkey *pkeys;
  const struct kpkeys_policy_level *levels;
  const struct kpkeys_policy_domain *domains;
};

static inline const char *kpk_string(const struct kpk_policy *policy,
                                     uint32_t offset) {
  return (const char *)policy->record + offset;
}

/* record.c: checks the record at `bytes`, of which `available` may be read.
   Returns NULL, or what is wrong with it. */
const char *kpk_record_check(const char *bytes, size_t available,
                             struct kpk_policy *policy);
const char *kpk_target_name(unsigned target);

/* policy.c: the one policy of the records in [start, end), or an error. */
int kpk_policy_read(const char *start, const char *end,
                    struct kpk_policy *policy);
/* The same, of this program's own section. */
int kpk_policy_find(struct kpk_policy *policy);
/* Index of a domain or level, or -1. */
int kpk_domain_index(const struct kpk_policy *policy, const char *name);
int kpk_level_index(const struct kpk_policy *policy, const char *name);
const char *kpk_pkey_name(const struct kpk_policy *policy, unsigned pkey);

/* How a key register holds permissions. */
enum kpk_layout { KPK_LAYOUT_X86, KPK_LAYOUT_OVERLAY };

/* layout.c: pure functions on register values. */
uint64_t kpk_managed_mask(const struct kpk_policy *policy,
                          enum kpk_layout layout);
uint64_t kpk_level_value(const struct kpk_policy *policy,
                         enum kpk_layout layout, unsigned level);
uint64_t kpk_open_pkey(uint64_t value, enum kpk_layout layout, unsigned pkey);

#ifdef __cplusplus
}
#endif

#endif
