; Intent: the policy is parsed once for a module, before the passes of functions
; ask for it: in a compilation and in a link.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>' -S %s -o %t.ll
; RUN: %opt -passes='default<O2>' -debug-pass-manager -disable-output %t.ll 2>&1 | FileCheck %s
; RUN: %opt -passes='lto<O2>' -debug-pass-manager -disable-output %t.ll 2>&1 | FileCheck %s
; RUN: %opt -passes='thinlto<O2>' -debug-pass-manager -disable-output %t.ll 2>&1 | FileCheck %s
; RUN: %opt -passes='kpkeys-hide-comparisons' -debug-pass-manager -disable-output %t.ll 2>&1 | FileCheck %s --check-prefix=NOT-ASKED
target triple = "x86_64-unknown-linux-gnu"

; CHECK-NOT: HideComparisonsPass
; CHECK: Running analysis: {{.*}}ConfigAnalysis on
; CHECK-NOT: ConfigAnalysis
; CHECK: Running pass: {{.*}}HideComparisonsPass on first
; CHECK-NOT: Running analysis: {{.*}}ConfigAnalysis
; NOT-ASKED-NOT: ConfigAnalysis

declare ptr @__kpkeys_mark.red(ptr)

define void @first(ptr %p, i64 %n) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %a = ptrtoint ptr %m to i64
  %same = icmp eq i64 %a, %n
  br i1 %same, label %write, label %done
write:
  store i32 1, ptr %m
  br label %done
done:
  ret void
}

define void @second(ptr %p, i64 %n) {
  call void @first(ptr %p, i64 %n)
  ret void
}
