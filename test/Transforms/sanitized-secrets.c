/* Intent: UBSan is told the address of what is secret as a number, outside of the
 * window of the read. */
// DEFINE: %{compile} = %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/secret.yaml -S %s -o -
// RUN: %{compile} -O0 -fsanitize=null | FileCheck %s
// RUN: %{compile} -O2 -fsanitize=alignment | FileCheck %s
// RUN: %{compile} -O2 -fsanitize=undefined | FileCheck %s
struct key { int a; } __attribute__((kpkeys_protected("key")));

// CHECK-LABEL: {{^}}read_key:
// CHECK: kpkeys: enter
// CHECK-NOT: call
// CHECK: kpkeys: leave
int read_key(struct key *k) { return k->a; }
