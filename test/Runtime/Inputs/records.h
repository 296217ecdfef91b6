/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The records that the plugin would put into this object, written by hand.
 *
 * Includes one policy record. What a test wants different it defines before
 * the #include: TEST_TARGET, TEST_NAME, TEST_DIGEST, TEST_MODE, and, to damage
 * the record, TEST_MAGIC, TEST_VERSION, TEST_SIZE, TEST_NUM_LEVELS,
 * TEST_DOMAIN_PKEY, TEST_DOMAIN_NAME_AT, TEST_WRITE_LEVEL; to move pkeys,
 * TEST_PKEY_PGTABLE, TEST_PKEY_CRED, TEST_PKEY_SECRET; to let level sandbox do
 * something else, TEST_SANDBOX.
 * TEST_RECORD names the object, so that one file can hold two records.
 *
 *             default  pgtable(1)  cred(2)  secret(3)
 *   default    rwx       r          r         -
 *   cred       rwx       r          rw        -
 *   pgtable    rwx       rw         r         -
 *   sandbox    rw        -          r         -
 *   secret     rwx       r          r         rw
 */
#include "kpkeys/ABI.h"
#include <stddef.h>

#ifndef TEST_TARGET
#define TEST_TARGET KPKEYS_TARGET_SIM
#endif
#ifndef TEST_NAME
#define TEST_NAME "test.yaml"
#endif
#ifndef TEST_DIGEST
#define TEST_DIGEST 0xab
#endif
#ifndef TEST_MODE
#define TEST_MODE KPKEYS_REGISTER_SHARED
#endif
#ifndef TEST_MAGIC
#define TEST_MAGIC KPKEYS_POLICY_MAGIC
#endif
#ifndef TEST_VERSION
#define TEST_VERSION KPKEYS_ABI_VERSION
#endif
#ifndef TEST_SIZE
#define TEST_SIZE sizeof(struct test_policy)
#endif
#ifndef TEST_NUM_LEVELS
#define TEST_NUM_LEVELS 5
#endif
#ifndef TEST_PKEY_PGTABLE
#define TEST_PKEY_PGTABLE 1
#endif
#ifndef TEST_PKEY_CRED
#define TEST_PKEY_CRED 2
#endif
#ifndef TEST_PKEY_SECRET
#define TEST_PKEY_SECRET 3
#endif
#ifndef TEST_DOMAIN_PKEY
#define TEST_DOMAIN_PKEY PKEY_CRED
#endif
#ifndef TEST_DOMAIN_NAME_AT
#define TEST_DOMAIN_NAME_AT offsetof(struct test_policy, cred)
#endif
#ifndef TEST_WRITE_LEVEL
#define TEST_WRITE_LEVEL LEVEL_CRED
#endif
#ifndef TEST_SANDBOX
#define TEST_SANDBOX PERMISSIONS(RW, 0, KPKEYS_PERM_R, 0)
#endif
#ifndef TEST_RECORD
#define TEST_RECORD test_record
#endif

#ifndef TEST_RECORDS_ONCE
#define TEST_RECORDS_ONCE
enum { LEVEL_DEFAULT, LEVEL_CRED, LEVEL_PGTABLE, LEVEL_SANDBOX, LEVEL_SECRET };
enum {
  PKEY_PGTABLE = TEST_PKEY_PGTABLE,
  PKEY_CRED = TEST_PKEY_CRED,
  PKEY_SECRET = TEST_PKEY_SECRET
};

struct test_policy {
  struct kpkeys_policy_record head;
  struct kpkeys_policy_pkey pkeys[4];
  struct kpkeys_policy_level levels[5];
  struct kpkeys_policy_domain domains[3];
  char name[24], def[8], pgtable[8], cred[8], secret[8], sandbox[8];
};

#define RETAINED __attribute__((used, retain))
#define PERMISSIONS(p0, pgtable, cred, secret)                                 \
  ((uint64_t)(p0) | (uint64_t)(pgtable) << 4 * PKEY_PGTABLE |                  \
   (uint64_t)(cred) << 4 * PKEY_CRED | (uint64_t)(secret) << 4 * PKEY_SECRET)
#define RW (KPKEYS_PERM_R | KPKEYS_PERM_W)
#define RWX (RW | KPKEYS_PERM_X)
#define NAME_AT(field) offsetof(struct test_policy, field)

/* Globals of one domain: `variable.bytes`, and a record that names them. */
#define TEST_PAGE 4096
#define TEST_REGION_AT(variable, domain, from, to)                             \
  RETAINED __attribute__((section("kpkeys_regions"), aligned(8)))              \
  const struct kpkeys_region_record variable##_region = {domain, from, to}
#define TEST_REGION(variable, domain)                                          \
  union {                                                                      \
    char bytes[TEST_PAGE];                                                     \
    long words[TEST_PAGE / sizeof(long)];                                      \
  } variable __attribute__((section("kpkeys_data_" domain),                    \
                            aligned(TEST_PAGE))) = {{1}};                      \
  TEST_REGION_AT(variable, domain, variable.bytes, variable.bytes + TEST_PAGE)
#endif

RETAINED __attribute__((section("kpkeys_policy"), aligned(8)))
const struct test_policy TEST_RECORD = {
    .head = {.magic = TEST_MAGIC,
             .version = TEST_VERSION,
             .target = TEST_TARGET,
             .size = TEST_SIZE,
             .register_mode = TEST_MODE,
             .num_pkeys = 4,
             .num_levels = TEST_NUM_LEVELS,
             .num_domains = 3,
             .name = NAME_AT(name),
             .digest = {TEST_DIGEST, 1, 2, 3}},
    .pkeys = {{NAME_AT(def), 0},
              {NAME_AT(pgtable), PKEY_PGTABLE},
              {NAME_AT(cred), PKEY_CRED},
              {NAME_AT(secret), PKEY_SECRET}},
    .levels =
        {[LEVEL_DEFAULT] = {NAME_AT(def), 0, 0,
                            PERMISSIONS(RWX, KPKEYS_PERM_R, KPKEYS_PERM_R, 0)},
         [LEVEL_CRED] = {NAME_AT(cred), 0, 0,
                         PERMISSIONS(RWX, KPKEYS_PERM_R, RW, 0)},
         [LEVEL_PGTABLE] = {NAME_AT(pgtable), 0, 0,
                            PERMISSIONS(RWX, RW, KPKEYS_PERM_R, 0)},
         [LEVEL_SANDBOX] = {NAME_AT(sandbox), 0, 0, TEST_SANDBOX},
         [LEVEL_SECRET] = {NAME_AT(secret), 0, 0,
                           PERMISSIONS(RWX, KPKEYS_PERM_R, KPKEYS_PERM_R, RW)}},
    .domains = {{TEST_DOMAIN_NAME_AT, TEST_DOMAIN_PKEY, TEST_WRITE_LEVEL, 0},
                {NAME_AT(pgtable), PKEY_PGTABLE, LEVEL_PGTABLE, 0},
                {NAME_AT(secret), PKEY_SECRET, LEVEL_SECRET, 0}},
    .name = TEST_NAME,
    .def = "default",
    .pgtable = "pgtable",
    .cred = "cred",
    .secret = "secret",
    .sandbox = "sandbox",
};
#undef TEST_RECORD
#undef TEST_NAME
#undef TEST_DIGEST
