/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Every level against globals and heap of every domain.
 * With -DNO_INIT kpkeys_init is not called and nothing may be protected: the
 * checks must notice. -DSHIM: under poe_shim.h.
 */
#include "records.h"

#include "probe.h"
#ifdef SHIM
#include "poe_shim.h"
#endif

#ifndef SEGV_PKUERR
#define SEGV_PKUERR 4
#endif

TEST_REGION(cred_page, "cred");
TEST_REGION(pgtable_page, "pgtable");
TEST_REGION(secret_page, "secret");
static char ordinary;

static int is_hardware(void) {
  const char *name = kpkeys_backend_name();
  return !strcmp(name, "pku") || !strcmp(name, "poe");
}

static void check_fault(void *at, int pkey) {
  check(probe_info.si_addr == at, "the fault has the address");
#ifndef SHIM
  if (is_hardware()) {
    check(probe_info.si_code == SEGV_PKUERR, "the fault is SEGV_PKUERR");
    check((int)probe_info.si_pkey == pkey, "the fault has the pkey");
    return;
  }
#endif
  (void)pkey;
  check(probe_info.si_code == SEGV_ACCERR, "the fault is SEGV_ACCERR");
}

static void try_cred(char *p) {
  check(write_faults(LEVEL_DEFAULT, p), "cred: default cannot write");
  check_fault(p, PKEY_CRED);
  check(!write_faults(LEVEL_CRED, p) && *p == 42, "cred: cred can write");
  check(write_faults(LEVEL_PGTABLE, p), "cred: pgtable cannot write");
  check(write_faults(LEVEL_DEFAULT, p), "cred: default still cannot write");
  check(!read_faults(LEVEL_DEFAULT, p), "cred: default can read");
  check(!read_faults(LEVEL_SANDBOX, p), "cred: sandbox can read");
}

static void try_pgtable(char *p) {
  check(write_faults(LEVEL_DEFAULT, p), "pgtable: default cannot write");
  check_fault(p, PKEY_PGTABLE);
  check(!write_faults(LEVEL_PGTABLE, p), "pgtable: pgtable can write");
  check(write_faults(LEVEL_CRED, p), "pgtable: cred cannot write");
  check(!read_faults(LEVEL_CRED, p), "pgtable: cred can read");
  if (is_hardware()) /* sim cannot take away what default has */
    check(read_faults(LEVEL_SANDBOX, p), "pgtable: sandbox cannot read");
}

static void try_secret(char *p) {
  check(read_faults(LEVEL_DEFAULT, p), "secret: default cannot read");
  check_fault(p, PKEY_SECRET);
  check(write_faults(LEVEL_DEFAULT, p), "secret: default cannot write");
  check(!write_faults(LEVEL_SECRET, p), "secret: secret can write");
  check(!read_faults(LEVEL_SECRET, p), "secret: secret can read");
  check(read_faults(LEVEL_CRED, p), "secret: cred cannot read");
}

/* Levels replace one another, and leaving names the level to go to. */
static void try_enter_leave(char *cred, char *pgtable) {
  __kpkeys_enter(LEVEL_CRED);
  *cred = 1;
  __kpkeys_enter(LEVEL_PGTABLE);
  *pgtable = 1;
  __kpkeys_leave(LEVEL_CRED);
  *cred = 2;
  __kpkeys_leave(LEVEL_DEFAULT);
  check(*cred == 2 && *pgtable == 1, "enter and leave let writes through");
  uint64_t now = kpkeys_set_level(LEVEL_DEFAULT);
  check(now == kpkeys_set_level(LEVEL_DEFAULT), "leave ended at default");
}

static void try_scope(char *p) {
  {
    KPKEYS_SCOPED_LEVEL(LEVEL_CRED);
    *p = 7;
  }
  check(*p == 7, "a scope lets a write through");
  check(write_faults(LEVEL_DEFAULT, p), "and ends");
}

int main(void) {
  probe_install();
#ifdef SHIM
  poe_shim_install();
#endif
#ifndef NO_INIT
  if (kpkeys_init() || kpkeys_init())
    return 2;
#endif
  printf("backend %s\n", kpkeys_backend_name());
  check(kpkeys_level("cred") == LEVEL_CRED, "kpkeys_level finds cred");
  check(kpkeys_level("none") == -1, "kpkeys_level does not find none");
  try_cred(cred_page.bytes);
  try_pgtable(pgtable_page.bytes + 100);
  try_secret(secret_page.bytes + TEST_PAGE - 1);
  for (size_t size = 1; size < 200000; size *= 20) {
    char *cred = kpkeys_alloc("cred", size);
    char *pgtable = kpkeys_alloc("pgtable", size);
    char *secret = kpkeys_alloc("secret", size);
    if (!cred || !pgtable || !secret)
      return 3;
    try_cred(cred + size - 1);
    try_pgtable(pgtable);
    try_secret(secret);
    kpkeys_free(cred);
    kpkeys_free(pgtable);
    kpkeys_free(secret);
  }
  try_enter_leave(cred_page.bytes, pgtable_page.bytes);
  try_scope(cred_page.bytes);
  check(!write_faults(LEVEL_DEFAULT, &ordinary), "ordinary memory is ordinary");
#ifdef SHIM
  check(poe_shim_writes > 100 && !poe_shim_missing_isbs,
        "every POR_EL0 write has its ISB");
#endif
  return result();
}
