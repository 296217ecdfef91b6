// A guard by hand that is not the same on all paths is reported; one that is,
// and one that ends where control does not come back, is not.
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -I%include -fplugin-arg-kpkeys-scope-calls=allow -O0 -c %s -o /dev/null 2>&1 | FileCheck %s --implicit-check-not=warning:
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -I%include -fplugin-arg-kpkeys-scope-calls=allow -O2 -g -c %s -o /dev/null 2>&1 | FileCheck %s --implicit-check-not=warning:
#include <kpkeys_rt.h>

void work(void);
__attribute__((noreturn)) void stop(void);

// CHECK: uneven-guards.c:[[@LINE+5]]:{{.*}}warning: kpkeys: the level that is set here is not put back
int conditional(int flag) {
  uint64_t old = 0;
  work();
  if (flag)
    old = kpkeys_set_level(KPKEYS_LVL_RED);
  work();
  kpkeys_restore_pkey_reg(old);
  return 1;
}

// CHECK: uneven-guards.c:[[@LINE+2]]:{{.*}}warning: kpkeys: the level that is set here is not put back
int early(int flag) {
  uint64_t old = kpkeys_set_level(KPKEYS_LVL_RED);
  work();
  if (flag)
    return 0;
  work();
  kpkeys_restore_pkey_reg(old);
  return 1;
}

int even(int flag) {
  if (flag) {
    uint64_t old = kpkeys_set_level(KPKEYS_LVL_RED);
    work();
    if (flag == 2)
      stop();
    kpkeys_restore_pkey_reg(old);
  }
  return 1;
}

uint64_t begin(void) { return kpkeys_set_level(KPKEYS_LVL_RED); }
void end(uint64_t old) { kpkeys_restore_pkey_reg(old); }
