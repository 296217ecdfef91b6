// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: kpkeys-report --diff shows which windows are new, gone or changed, and
// --fail-on-increase ends with 1 when a total has grown, and only then.
//
// RUN: rm -rf %t && mkdir -p %t/old %t/new && cd %t
// RUN: cp %S/Inputs/report-cred.c old/cred.c && cp %S/Inputs/report-cred.c new/cred.c
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -fplugin-arg-kpkeys-escape=allow -I%include -O2 -c old/cred.c -o old.o
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -DMORE -I%include -O2 -c new/cred.c -o new.o
//
// RUN: kpkeys-report new.o --diff old.o | FileCheck %s
// CHECK:      TOTAL {{ *}}OLD  NEW  CHANGE
// CHECK-NEXT: windows {{ *}}7    8 {{ *}}+1
// CHECK-NEXT: switches {{ *}}{{1[23]   1[45] *}}+2
// CHECK-NEXT: writes {{ *}}7    8 {{ *}}+1
// CHECK-NEXT: reads {{ *}}0    0{{$}}
// CHECK-NOT:  escapes
// CHECK:      added: change_user, new/cred.c:28:10: window at level 'red'
// CHECK-NOT:  {{added|removed|changed}}
//
// The other way round, from a saved report.
// RUN: kpkeys-report new.o --format=json --output new.json
// RUN: kpkeys-report old.o --diff new.json | FileCheck %s --check-prefix=BACK
// BACK: windows {{ *}}8    7 {{ *}}-1
// BACK: removed: change_user, new/cred.c:28:10: window at level 'red'
//
// Other contents.
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -fplugin-arg-kpkeys-escape=allow -fplugin-arg-kpkeys-windows=per-access -I%include -O2 -c old/cred.c -o each.o
// RUN: kpkeys-report each.o --diff old.o | FileCheck %s --check-prefix=EACH
// EACH: changed: change_user, old/cred.c:23:11: window at level 'red': {{.*}}writes 2 -> 1,
// EACH: added: change_user, old/cred.c:25:21: window at level 'red'
//
// RUN: kpkeys-report old.o --diff old.o | FileCheck %s --check-prefix=SAME
// SAME: no window differs
//
// RUN: %python %S/Inputs/status.py 1 kpkeys-report new.o --diff old.o --fail-on-increase 2>&1 | FileCheck %s --check-prefix=FAIL
// FAIL: kpkeys-report: switches grew from {{1[23] to 1[45]}}
// RUN: %python %S/Inputs/status.py 1 kpkeys-report new.o --diff old.o --fail-on-increase=writes,calls 2>&1 | FileCheck %s --check-prefix=WRITES
// WRITES: kpkeys-report: writes grew from 7 to 8
// RUN: kpkeys-report new.o --diff old.o --fail-on-increase=calls,foreign-stores
// RUN: kpkeys-report old.o --diff new.o --fail-on-increase
// RUN: kpkeys-report old.o --diff old.o --fail-on-increase
//
// JSON and the page have it as well.
// RUN: kpkeys-report new.o --diff old.o --format=json | FileCheck %s --check-prefix=JSON
// JSON: "difference": {
// JSON: "change": "added"
// RUN: kpkeys-report new.o --diff old.o --format=html | FileCheck %s --check-prefix=HTML
// HTML: <h2 id="difference">
// HTML: <span class="change added">
