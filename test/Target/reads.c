// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: on each target a secret is read behind the enter and before the leave,
// also where the value could be folded into the instruction that uses it, and
// where a parameter is restrict.
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/secret.yaml -O2 -I%include -S %s -o - | FileCheck %s --check-prefixes=CHECK,X86
// RUN: %kpkeys-pks -fplugin-arg-kpkeys-policy=%inputs/policies/secret.yaml -O2 -I%include -S %s -o - | FileCheck %s --check-prefixes=CHECK,X86
// RUN: %kpkeys-poe-el0 -fplugin-arg-kpkeys-policy=%inputs/policies/secret.yaml -O2 -I%include -S %s -o - | FileCheck %s --check-prefixes=CHECK,POE
// RUN: %kpkeys-poe-el1 -fplugin-arg-kpkeys-policy=%inputs/policies/secret.yaml -O2 -I%include -S %s -o - | FileCheck %s --check-prefixes=CHECK,POE
#include "kpkeys.h"

struct __kpkeys_protected("key") key {
  long word[4];
};

// CHECK-LABEL: {{^}}folded:
// X86-NOT: ({{%r..}}), %
// POE-NOT: ldr
// CHECK: kpkeys: enter key
// X86: {{mov|add}}q {{.*}}(%r{{..}}), %
// POE: ldr x{{[0-9]+}}, [x
// CHECK: kpkeys: leave key
// X86-NOT: ({{%r..}}), %
// POE-NOT: ldr
// CHECK: ret
long folded(const struct key *k, long x) { return x + k->word[2]; }

// CHECK-LABEL: {{^}}repeated:
// CHECK: kpkeys: enter key
// X86: {{mov|add}}q {{.*}}(%r{{..}}), %
// POE: ldr x{{[0-9]+}}, [x
// CHECK: kpkeys: leave key
void repeated(const struct key *restrict k, long *restrict out, int n) {
  for (int i = 0; i < n; ++i)
    out[i] = k->word[1];
}
