/* Intent: what LLVM puts between instructions after windows have been formed, a
 * call at the start of each block for coverage, and one for each load, for
 * sanitizers, lies in no window: windows stay within a block there, and hold no
 * loads but those between writes. */
// RUN: %kpkeys-pku -O2 -S %s -o - | FileCheck %s --check-prefix=PLAIN
// RUN: %kpkeys-pku -O2 -fsanitize-coverage=trace-pc -S %s -o - | FileCheck %s --implicit-check-not=change
// RUN: %kpkeys-pku -O2 -fsanitize=thread -S %s -o - | FileCheck %s --check-prefix=THREAD
struct table { volatile int e[512]; } __attribute__((kpkeys_protected("protected")));

// PLAIN-LABEL: fill:
// PLAIN: enter protected
// PLAIN: [[LOOP:.LBB[0-9_]+]]:
// PLAIN-NOT: wrpkru
// PLAIN: j{{[a-z]+}} [[LOOP]]
// PLAIN: leave protected

// CHECK-LABEL: fill:
// CHECK: callq __sanitizer_cov_trace_pc
// CHECK: enter protected
// CHECK-NOT: callq
// CHECK: leave protected

// THREAD-LABEL: fill:
// THREAD: callq __tsan_read4
// THREAD: enter protected
// THREAD-NOT: __tsan_read
// THREAD: leave protected
void fill(struct table *t, const int *from, int n) {
#pragma clang loop unroll(disable)
  for (int i = 0; i < n; i++)
    t->e[i & 511] = from[i];
}
