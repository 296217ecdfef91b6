/* Intent: remarks name level, domain and how many writes a window holds, and
 * what split it; as text, in the optimization record, and only when asked. */
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -O1 -Rpass=kpkeys -Rpass-missed=kpkeys -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -O0 -Rpass=kpkeys -Rpass-missed=kpkeys -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -O1 -g -Rpass=kpkeys -Rpass-missed=kpkeys -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -O1 -fsave-optimization-record -foptimization-record-file=%t.yaml -c %s -o %t.o
// RUN: FileCheck %s --check-prefix=YAML < %t.yaml
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -O1 -Rpass=inline -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=NONE --allow-empty
// NONE-NOT: remark:

struct record { int a, b; } __attribute__((kpkeys_protected("red")));
void call(void);
void write(struct record *r) {
  r->a = 1;
  r->b = 2;
  call();
  r->a = 3;
}
// CHECK-DAG: remarks.c:[[# @LINE - 5]]:{{[0-9]+}}: remark: window at level 'red' for domain 'red': 2 writes in {{[0-9]+}} instructions, 2 switch places, longest path {{[0-9]+}} [-Rpass=kpkeys]
// CHECK-DAG: remarks.c:[[# @LINE - 4]]:{{[0-9]+}}: remark: window at level 'red' cannot extend over this call [-Rpass-missed=kpkeys]
// CHECK-DAG: remarks.c:[[# @LINE - 4]]:{{[0-9]+}}: remark: window at level 'red' for domain 'red': 1 write in {{[0-9]+}} instruction{{s?}}, 2 switch places, longest path {{[0-9]+}} [-Rpass=kpkeys]

// YAML: Name: {{ *}}Window{{$}}
// YAML-NEXT: DebugLoc: {{.*}}Line: [[# @LINE - 10]],
// YAML-NEXT: Function: write
// YAML: Level: red
// YAML: Domain: red
// YAML: Writes: '2'
