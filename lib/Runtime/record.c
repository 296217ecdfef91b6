/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Checks one policy record.
 *
 * In: bytes of the kpkeys_policy section. Out: a kpk_policy whose every offset,
 * index and string has been checked, or a phrase that says what is wrong.
 * The section is written by the compiler, but linker scripts, objcopy and
 * mismatched versions come between: nothing is believed. Sums are done in
 * 64 bits from 16- and 32-bit fields, so they cannot wrap. Does not compare
 * records with each other (policy.c) or with the machine (backend.c).
 */
#include "policy.h"
#include <stdbool.h>
#include <string.h>

static const char *const target_names[] = {
#define KPKEYS_TARGET(kind, number, name, ...) [number] = name,
#include "kpkeys/Target/Targets.def"
};
#define NUM_TARGETS (sizeof target_names / sizeof *target_names)

const char *kpk_target_name(unsigned target) {
  return target < NUM_TARGETS ? target_names[target] : "unknown";
}

static const char *check_header(const char *bytes, size_t available) {
  const struct kpkeys_policy_record *r = (const void *)bytes;
  if ((uintptr_t)bytes % 8)
    return "it is not 8-byte aligned";
  if (available < sizeof *r)
    return "it is truncated";
  if (r->magic != KPKEYS_POLICY_MAGIC)
    return "its magic number is wrong";
  if (r->version != KPKEYS_ABI_VERSION)
    return "its version is not the one this runtime reads";
  if (r->size < sizeof *r || r->size % 8)
    return "its size is impossible";
  if (r->size > available)
    return "it is truncated";
  if (r->target >= NUM_TARGETS)
    return "its target is unknown";
  if (r->register_mode > KPKEYS_REGISTER_OWNED)
    return "its register mode is unknown";
  if (!r->num_levels)
    return "it has no levels";
  if (r->num_pkeys > KPK_MAX_PKEYS)
    return "it has too many pkeys";
  return NULL;
}

static bool is_string(const struct kpk_policy *p, uint64_t strings,
                      uint32_t offset) {
  if (offset < strings || offset >= p->record->size)
    return false;
  return memchr(kpk_string(p, offset), 0, p->record->size - offset);
}

static bool check_names(const struct kpk_policy *p, uint64_t strings) {
  const struct kpkeys_policy_record *r = p->record;
  bool ok = is_string(p, strings, r->name);
  for (unsigned i = 0; i < r->num_pkeys; ++i)
    ok = ok && is_string(p, strings, p->pkeys[i].name);
  for (unsigned i = 0; i < r->num_levels; ++i)
    ok = ok && is_string(p, strings, p->levels[i].name);
  for (unsigned i = 0; i < r->num_domains; ++i)
    ok = ok && is_string(p, strings, p->domains[i].name);
  return ok;
}

static const char *check_pkeys(const struct kpk_policy *p, unsigned *managed) {
  for (unsigned i = 0; i < p->record->num_pkeys; ++i) {
    if (p->pkeys[i].index >= KPK_MAX_PKEYS)
      return "a pkey's index is out of range";
    if (*managed >> p->pkeys[i].index & 1)
      return "two of its pkeys have the same index";
    *managed |= 1u << p->pkeys[i].index;
  }
  return NULL;
}

static unsigned permissions(uint64_t nibbles, unsigned pkey) {
  return nibbles >> (4 * pkey) & 15;
}

static const char *check_levels(const struct kpk_policy *p) {
  if (strcmp(kpk_string(p, p->levels[0].name), "default"))
    return "its first level is not 'default'";
  for (unsigned l = 0; l < p->record->num_levels; ++l)
    for (unsigned k = 0; k < p->record->num_pkeys; ++k)
      if (permissions(p->levels[l].permissions, p->pkeys[k].index) & 8)
        return "a level has a reserved permission";
  return NULL;
}

static const char *check_domains(const struct kpk_policy *p, unsigned managed) {
  for (unsigned i = 0; i < p->record->num_domains; ++i) {
    const struct kpkeys_policy_domain *d = &p->domains[i];
    if (d->pkey >= KPK_MAX_PKEYS || !(managed >> d->pkey & 1))
      return "a domain's pkey is not one of the policy's";
    if (!d->pkey)
      return "a domain has pkey 0, that of all ordinary memory";
    if (d->write_level >= p->record->num_levels)
      return "a domain's write level does not exist";
    if (!(permissions(p->levels[d->write_level].permissions, d->pkey) &
          KPKEYS_PERM_W))
      return "a domain's write level cannot write it";
  }
  return NULL;
}

const char *kpk_record_check(const char *bytes, size_t available,
                             struct kpk_policy *p) {
  const char *wrong = check_header(bytes, available);
  if (wrong)
    return wrong;
  const struct kpkeys_policy_record *r = (const void *)bytes;
  uint64_t levels_at = sizeof *r + (uint64_t)r->num_pkeys * sizeof *p->pkeys;
  uint64_t domains_at = levels_at + (uint64_t)r->num_levels * sizeof *p->levels;
  uint64_t strings_at =
      domains_at + (uint64_t)r->num_domains * sizeof *p->domains;
  if (strings_at > r->size)
    return "its size is less than its contents";
  p->record = r;
  p->pkeys = (const void *)(bytes + sizeof *r);
  p->levels = (const void *)(bytes + levels_at);
  p->domains = (const void *)(bytes + domains_at);
  if (!check_names(p, strings_at))
    return "a name lies outside it";
  unsigned managed = 0;
  wrong = check_pkeys(p, &managed);
  if (!wrong)
    wrong = check_levels(p);
  if (!wrong)
    wrong = check_domains(p, managed);
  return wrong;
}
