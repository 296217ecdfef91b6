/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Finds the program's policy.
 *
 * Walks the kpkeys_policy section of the module the runtime is linked into,
 * checks every record (record.c) and refuses a program whose objects disagree:
 * a window built for one policy may open nothing, or too much, under another.
 * Does not see the sections of other shared objects.
 */
#include "internal.h"
#include <errno.h>
#include <string.h>

/* Made by the linker when the section exists. Hidden, so that a shared object
   with a runtime of its own finds its own section. */
extern const char __start_kpkeys_policy[]
    __attribute__((weak, visibility("hidden")));
extern const char __stop_kpkeys_policy[]
    __attribute__((weak, visibility("hidden")));

#define SHORT_DIGEST 4
_Static_assert(SHORT_DIGEST <= sizeof((struct kpkeys_policy_record *)0)->digest,
               "a short digest is part of the digest");

static bool agree(const struct kpk_policy *a, const struct kpk_policy *b) {
  const char *name_a = kpk_string(a, a->record->name);
  const char *name_b = kpk_string(b, b->record->name);
  if (memcmp(a->record->digest, b->record->digest, sizeof a->record->digest)) {
    char hex_a[2 * SHORT_DIGEST + 1], hex_b[2 * SHORT_DIGEST + 1];
    kpk_error("objects of this program were built with different policies: "
              "'%s' (digest %s) and '%s' (digest %s); rebuild them with one "
              "policy",
              name_a, kpk_hex(hex_a, a->record->digest, SHORT_DIGEST), name_b,
              kpk_hex(hex_b, b->record->digest, SHORT_DIGEST));
    return false;
  }
  if (a->record->target != b->record->target) {
    kpk_error("objects of this program were built for different targets: %s "
              "(policy '%s') and %s (policy '%s'); rebuild them for one target",
              kpk_target_name(a->record->target), name_a,
              kpk_target_name(b->record->target), name_b);
    return false;
  }
  return true;
}

int kpk_policy_read(const char *start, const char *end,
                    struct kpk_policy *policy) {
  if (start == end) {
    kpk_error("this program has no kpkeys policy record; build the files with "
              "protected data with the kpkeys plugin, and link the runtime "
              "into the same program or shared object");
    return ENOENT;
  }
  for (const char *at = start; at < end;) {
    struct kpk_policy here;
    const char *wrong = kpk_record_check(at, (size_t)(end - at), &here);
    if (wrong) {
      kpk_error("the policy record at offset %lu of section " //
                KPKEYS_POLICY_SECTION " is damaged: %s; rebuild the program, "
                "with plugin and runtime of the same release",
                (unsigned long)(at - start), wrong);
      return EINVAL;
    }
    if (at == start)
      *policy = here;
    else if (!agree(policy, &here))
      return EINVAL;
    at += here.record->size;
  }
  return 0;
}

int kpk_policy_find(struct kpk_policy *policy) {
  return kpk_policy_read(__start_kpkeys_policy, __stop_kpkeys_policy, policy);
}

int kpk_domain_index(const struct kpk_policy *p, const char *name) {
  for (int i = 0; name && i < p->record->num_domains; ++i)
    if (!strcmp(kpk_string(p, p->domains[i].name), name))
      return i;
  return -1;
}

int kpk_level_index(const struct kpk_policy *p, const char *name) {
  for (int i = 0; name && i < p->record->num_levels; ++i)
    if (!strcmp(kpk_string(p, p->levels[i].name), name))
      return i;
  return -1;
}

const char *kpk_pkey_name(const struct kpk_policy *p, unsigned pkey) {
  for (int i = 0; i < p->record->num_pkeys; ++i)
    if (p->pkeys[i].index == pkey)
      return kpk_string(p, p->pkeys[i].name);
  return NULL;
}
