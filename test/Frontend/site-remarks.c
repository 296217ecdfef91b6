// Intent: each access and each escape is a remark with its domain and kind, in
// every window mode, with escape=allow too, and in the saved file.
// RUN: %kpkeys -O1 -I%include -fplugin-arg-kpkeys-escape=allow -Rpass-analysis=kpkeys \
// RUN:   -c %s -o %t.o -fsave-optimization-record -foptimization-record-file=%t.yaml 2> %t.log
// RUN: FileCheck %s --check-prefix=PRINTED --implicit-check-not=warning --implicit-check-not=remark: < %t.log
// RUN: FileCheck %s < %t.yaml
// RUN: %kpkeys -O1 -I%include -fplugin-arg-kpkeys-escape=allow -fplugin-arg-kpkeys-windows=none \
// RUN:   -c %s -o %t.o -fsave-optimization-record -foptimization-record-file=%t.none.yaml 2> %t.none.log
// RUN: FileCheck %s < %t.none.yaml
// RUN: FileCheck %s --check-prefix=NONE < %t.none.log
#include <kpkeys.h>

struct __kpkeys_protected("protected") cred {
  int uid;
};
int *kept;

// CHECK: --- !Analysis
// CHECK: Name: {{ *}}Escape
// CHECK-NEXT: DebugLoc: {{.*}}Line: [[#ESCAPE:]],
// CHECK-NEXT: Function: {{ *}}keep
// CHECK: Kind: {{ *}}stored
// CHECK: Domain: {{ *}}protected
// CHECK: Text: {{ *}}'a pointer into domain ''protected'' is stored
// CHECK: Name: {{ *}}Access
// CHECK-NEXT: DebugLoc: {{.*}}Line: [[#ESCAPE + 4]],
// CHECK-NEXT: Function: {{ *}}set
// CHECK: Kind: {{ *}}write
// CHECK: Domain: {{ *}}protected
// PRINTED: :[[#@LINE+2]]:{{[0-9]+}}: remark: escape (stored) of domain 'protected': a pointer
// PRINTED: :[[#@LINE+5]]:{{[0-9]+}}: remark: write of domain 'protected'
void keep(struct cred *c) { kept = &c->uid; }

void set(struct cred *c) {
  // NONE: :[[#@LINE+1]]:{{[0-9]+}}: warning: kpkeys: windows=none: this and all other accesses of the file (1) get no window
  c->uid = 1;
}
