// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: what copies bytes out of a secret domain stores them in the window: the
// record and the remark say so, and kpkeys-verify finds no more. What goes to
// a local variable is not among it.
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/secret.yaml -O1 -I%include -Rpass=kpkeys -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: kpkeys-verify %t.o | FileCheck %s --check-prefix=VERIFY
// RUN: kpkeys-report --format=json %t.o | FileCheck %s --check-prefix=REPORT
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/secret.yaml -fplugin-arg-kpkeys-windows=per-access -O2 -I%include -c %s -o %t.o
// RUN: kpkeys-verify %t.o | FileCheck %s --check-prefix=VERIFY
// RUN: %kpkeys-poe-el0 -fplugin-arg-kpkeys-policy=%inputs/policies/secret.yaml -O2 -I%include -c %s -o %t.o
// RUN: kpkeys-verify %t.o | FileCheck %s --check-prefix=VERIFY
// VERIFY: 1 object, {{[0-9]+}} windows: 0 findings
#include "kpkeys.h"

void *memcpy(void *, const void *, unsigned long);
void *memmove(void *, const void *, unsigned long);
struct part {
  long word[2];
};
struct __kpkeys_protected("key") key {
  struct part part;
  long word[13];
};

// REPORT: "foreign-bytes": 16
// CHECK: [[# @LINE + 1]]:{{[0-9]+}}: remark: window at level 'key' for domain 'key': 1 read in {{.*}}; 1 foreign store{{ }}
void small(struct part *to, struct key *k) { *to = k->part; }
// REPORT: "foreign-bytes": 120
// CHECK: [[# @LINE + 1]]:{{[0-9]+}}: remark: {{.*}}1 read in {{.*}}; 1 foreign store{{ }}
struct key result(struct key *k) { return *k; }
// REPORT: "foreign-bytes": 104
// CHECK: [[# @LINE + 1]]:{{[0-9]+}}: remark: {{.*}}1 read in {{.*}}; 1 foreign store{{ }}
void large(long *to, struct key *k) { memcpy(to, k->word, sizeof k->word); }
// REPORT: "foreign-bytes": null
// CHECK: [[# @LINE + 1]]:{{[0-9]+}}: remark: {{.*}}1 read in {{.*}}; 1 foreign store{{ }}
void any(long *to, struct key *k, unsigned long n) { memmove(to, k->word, n); }
// In a scope, too.
// REPORT: "foreign-bytes": 24
// CHECK: [[# @LINE + 3]]:{{[0-9]+}}: remark: scope at level 'key' for domain 'key': 1 read in {{.*}}; 2 foreign stores{{ }}
void in_scope(struct part *to, struct key *k, long *other) {
  kpkeys_scope("key") {
    *to = k->part;
    *other = 1;
  }
}

// REPORT: "foreign-bytes": 0
// CHECK: [[# @LINE + 3]]:{{[0-9]+}}: remark: {{.*}}1 read in {{[^;]*$}}
void use(struct part *);
void local(struct key *k) {
  struct part copy = k->part;
  use(&copy);
}
