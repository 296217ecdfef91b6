; Intent: a global in a domain's section is protected by where it lies: a store
; to it gets a window even if the optimizer lost the marker (it may replace a
; pointer by an equal constant).
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-form-windows' -S %s | FileCheck %s
target triple = "x86_64-unknown-linux-gnu"

@g = global [4 x i32] zeroinitializer, section "kpkeys_data_red"
@plain = global i32 0
declare ptr @__kpkeys_mark.red(ptr)

; CHECK-LABEL: define void @f(
; CHECK: call void @__kpkeys_window.enter.red()
; CHECK-NEXT: store i32 1, ptr getelementptr
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
; CHECK-NEXT: store i32 2, ptr @plain
define void @f(ptr %p) {
  store i32 1, ptr getelementptr inbounds ([4 x i32], ptr @g, i64 0, i64 1)
  store i32 2, ptr @plain
  ret void
}
define void @keeps_the_module_ours(ptr %p) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store i32 1, ptr %m
  ret void
}
