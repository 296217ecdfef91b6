/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The pages of protected globals.
 *
 * Each record of section kpkeys_regions names a run of whole pages that holds
 * one object file's globals of one domain. All records are checked before any
 * page is keyed. A record with start == end is ignored.
 */
#define _GNU_SOURCE
#include "internal.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

extern const struct kpkeys_region_record __start_kpkeys_regions[]
    __attribute__((weak, visibility("hidden")));
extern const struct kpkeys_region_record __stop_kpkeys_regions[]
    __attribute__((weak, visibility("hidden")));

static size_t num_regions(void) {
  uintptr_t bytes =
      (uintptr_t)__stop_kpkeys_regions - (uintptr_t)__start_kpkeys_regions;
  return bytes / sizeof(struct kpkeys_region_record);
}

static size_t region_size(const struct kpkeys_region_record *r) {
  return (uintptr_t)r->end - (uintptr_t)r->start;
}

static int check_region(const struct kpk_policy *policy,
                        const struct kpkeys_region_record *r) {
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  if (kpk_domain_index(policy, r->domain) < 0) {
    kpk_error("globals at 0x%lx belong to domain '%s', which policy '%s' "
              "lacks; rebuild the program with one policy",
              (unsigned long)r->start, r->domain,
              kpk_string(policy, policy->record->name));
    return EINVAL;
  }
  if ((uintptr_t)r->start % page || (uintptr_t)r->end % page ||
      r->end < r->start) {
    kpk_error("the globals of domain '%s' lie at 0x%lx-0x%lx, not in whole "
              "pages of this machine (%lu bytes); rebuild for that page size",
              r->domain, (unsigned long)r->start, (unsigned long)r->end,
              (unsigned long)page);
    return EINVAL;
  }
  return 0;
}

static int check_overlap(const struct kpkeys_region_record *a,
                         const struct kpkeys_region_record *b) {
  if (a->start >= b->end || b->start >= a->end || !strcmp(a->domain, b->domain))
    return 0;
  kpk_error("domains '%s' and '%s' share pages at 0x%lx; check the linker "
            "script's placement of " KPKEYS_DATA_SECTION_PREFIX "* sections",
            a->domain, b->domain,
            (unsigned long)(a->start > b->start ? a->start : b->start));
  return EINVAL;
}

static int check_regions(const struct kpk_policy *policy) {
  uintptr_t bytes =
      (uintptr_t)__stop_kpkeys_regions - (uintptr_t)__start_kpkeys_regions;
  if (bytes % sizeof(struct kpkeys_region_record)) {
    kpk_error("section " KPKEYS_REGIONS_SECTION " has %lu bytes, which is no "
              "whole number of records; rebuild the program, with plugin and "
              "runtime of the same release",
              (unsigned long)bytes);
    return EINVAL;
  }
  for (size_t i = 0; i < num_regions(); ++i) {
    int error = check_region(policy, &__start_kpkeys_regions[i]);
    for (size_t j = 0; !error && j < i; ++j)
      error =
          check_overlap(&__start_kpkeys_regions[j], &__start_kpkeys_regions[i]);
    if (error)
      return error;
  }
  return 0;
}

static void unkey_first(const struct kpk_backend *backend, size_t count) {
  while (count--) {
    const struct kpkeys_region_record *r = &__start_kpkeys_regions[count];
    if (region_size(r))
      backend->unkey_pages(r->start, region_size(r));
  }
}

int kpk_regions_key(const struct kpk_policy *policy,
                    const struct kpk_backend *backend) {
  int error = check_regions(policy);
  if (error)
    return error;
  for (size_t i = 0; i < num_regions(); ++i) {
    const struct kpkeys_region_record *r = &__start_kpkeys_regions[i];
    unsigned pkey = policy->domains[kpk_domain_index(policy, r->domain)].pkey;
    if (region_size(r))
      error = backend->key_pages(r->start, region_size(r), pkey);
    if (error) {
      kpk_error("the globals of domain '%s' at 0x%lx-0x%lx cannot be given "
                "pkey %u: %s",
                r->domain, (unsigned long)r->start, (unsigned long)r->end, pkey,
                strerror(error));
      unkey_first(backend, i);
      return error;
    }
  }
  return 0;
}

void kpk_regions_unkey(const struct kpk_backend *backend) {
  unkey_first(backend, num_regions());
}

const struct kpkeys_region_record *kpk_region_at(uintptr_t address) {
  for (size_t i = 0; i < num_regions(); ++i) {
    const struct kpkeys_region_record *r = &__start_kpkeys_regions[i];
    if (address >= (uintptr_t)r->start && address < (uintptr_t)r->end)
      return r;
  }
  return NULL;
}
