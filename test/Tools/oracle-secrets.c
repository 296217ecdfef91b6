/* Intent: kpkeys-oracle takes reads of a secret domain for what they are: known
 * ones, and one that nothing tells of. */
// REQUIRES: pku
// UNSUPPORTED: sanitize
// RUN: %kpkeys-pku -g -O1 -I%include -fplugin-arg-kpkeys-policy=%inputs/policies/secret.yaml -fplugin-arg-kpkeys-windows=none %s %kpkeys_rt_lib -o %t.none \
// RUN:   -fsave-optimization-record -foptimization-record-file=%t.none.opt.yaml 2> %t.none.log
// RUN: FileCheck %s --check-prefix=REMARK --input-file=%t.none.opt.yaml
// REMARK: Kind: read
// RUN: %pku kpkeys-oracle --remarks %t.none.opt.yaml -- %t.none known 2>&1 | FileCheck %s --check-prefix=KNOWN
// KNOWN: end: exit code 3
// KNOWN: missed: 0 places
// KNOWN: recall: 100.00 %
// RUN: not %pku kpkeys-oracle --remarks %t.none.opt.yaml -- %t.none silent 2>&1 | FileCheck %s --check-prefix=SILENT
// SILENT: missed: read of domain key, 1 time
// SILENT-NEXT: in silent at
// SILENT: NO DIAGNOSTIC
#include <kpkeys.h>
#include <kpkeys_rt.h>
#include <string.h>

struct __kpkeys_protected("key") key {
  int word[4];
};

__attribute__((noinline)) static int known(const struct key *k) {
  return k->word[0];
}
__attribute__((noinline)) static int silent(struct key **slot) {
  void *any = slot;
  const int **view = any;
  return **(const int *volatile *)view;
}

int main(int argc, char **argv) {
  if (argc < 2 || kpkeys_init())
    return 9;
  struct key *k = kpkeys_alloc("key", sizeof *k);
  k->word[0] = 3;
  if (!strcmp(argv[1], "known"))
    return known(k);
  return silent(&k);
}
