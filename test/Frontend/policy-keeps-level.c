/* Intent: behind a call of a function that the policy lists under `keeps-level`
 * a scope does not set its level again; behind others it does. A listed function
 * that has a window is an error. */
// RUN: rm -rf %t && split-file %s %t
// RUN: %kpkeys-pks -fplugin-arg-kpkeys-policy=%t/keeps.yaml -fplugin-arg-kpkeys-scope-calls=allow -I%include -O2 -S %t/a.c -o - | %code | FileCheck %t/a.c
// RUN: sed 's/^keeps-level.*//' %t/keeps.yaml > %t/none.yaml
// RUN: %kpkeys-pks -fplugin-arg-kpkeys-policy=%t/none.yaml -fplugin-arg-kpkeys-scope-calls=allow -I%include -O2 -S %t/a.c -o - | %code | FileCheck %t/a.c --check-prefix=NONE
// RUN: not %kpkeys-pks -fplugin-arg-kpkeys-policy=%t/keeps.yaml -O2 -S %t/b.c -o /dev/null 2>&1 | FileCheck %t/b.c --implicit-check-not=error:
// RUN: sed 's/\[look/[a.look/' %t/keeps.yaml > %t/bad.yaml
// RUN: not %kpkeys-pks -fplugin-arg-kpkeys-policy=%t/bad.yaml -I%include -S %t/a.c -o /dev/null 2>&1 | FileCheck %t/a.c --check-prefix=BAD --implicit-check-not=error:
// RUN: sed 's/\[look/[look, look/' %t/keeps.yaml > %t/twice.yaml
// RUN: not %kpkeys-pks -fplugin-arg-kpkeys-policy=%t/twice.yaml -I%include -S %t/a.c -o /dev/null 2>&1 | FileCheck %t/a.c --check-prefix=TWICE --implicit-check-not=error:

//--- keeps.yaml
pkeys: { default: 0, pgtable: 1 }
levels:
  default: { default: rwx, pgtable: r }
  pgtable: { default: rwx, pgtable: rw }
domains: { pgtable: { pkey: pgtable } }
protect: [{ type: pte_t, domain: pgtable }]
keeps-level: [look, writes]

//--- a.c
#include <kpkeys.h>
typedef struct { unsigned long pte; } pte_t;
int look(unsigned long);
int other(unsigned long);

// CHECK-LABEL: zap:
// CHECK: kpkeys: enter pgtable
// CHECK-NOT: kpkeys: set
// CHECK: kpkeys: leave pgtable
// NONE-LABEL: zap:
// NONE: kpkeys: set pgtable
void zap(pte_t *p, int n) {
  kpkeys_scope("pgtable") {
    for (int i = 0; i < n; i++)
      if (look(p[i].pte))
        p[i].pte = 0;
  }
}

// CHECK-LABEL: two:
// CHECK: callq look
// CHECK-NOT: kpkeys:
// CHECK: callq other
// CHECK: kpkeys: set pgtable
void two(pte_t *p) {
  kpkeys_scope("pgtable") {
    p->pte = 1;
    look(1);
    other(2);
    p->pte = 3;
  }
}

// BAD: error: kpkeys: {{.*}}bad.yaml:7:15: 'a.look' is not a function's name
// TWICE: error: kpkeys: {{.*}}twice.yaml:7:21: function 'look' is listed twice

//--- b.c
typedef struct { unsigned long pte; } pte_t;
// CHECK: b.c:[[#@LINE+1]]:{{.*}}error: kpkeys: 'writes', which policy 'keeps.yaml' lists under keeps-level, has a window or a scope, and returns at level 'default'; take it from the list
void writes(pte_t *p) { p->pte = 1; }
void writes_too(pte_t *p) { p->pte = 1; }
