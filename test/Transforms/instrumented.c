/* Intent: the counters and hooks of profiles and coverage, and entry and exit
 * hooks, stay outside windows and do not split them. */
// DEFINE: %{compile} = %kpkeys-pku -O1 -S %s -o -
// RUN: %{compile} -fprofile-instr-generate | FileCheck %s
// RUN: %{compile} -fprofile-generate | FileCheck %s
// RUN: %{compile} --coverage | FileCheck %s
// RUN: %{compile} -fsanitize-coverage=trace-pc-guard | FileCheck %s
// RUN: %{compile} -finstrument-functions | FileCheck %s
struct rec { int a, b; } __attribute__((kpkeys_protected("protected")));

// CHECK-LABEL: {{^}}set:
// CHECK-NOT: wrpkru
// CHECK: {{__profc_|__llvm_gcov_ctr|__sancov_gen|__cyg_profile_func_enter}}
// CHECK: wrpkru
// CHECK-NOT: {{call|__profc_|__llvm_gcov_ctr|__sancov_gen|wrpkru}}
// CHECK: mov{{.*}} $5,
// CHECK-NOT: {{call|__profc_|__llvm_gcov_ctr|__sancov_gen|wrpkru}}
// CHECK: wrpkru
// CHECK-NOT: wrpkru
// CHECK: .cfi_endproc
void set(struct rec *r, int b) {
  r->a = 5;
  r->b = b;
}
