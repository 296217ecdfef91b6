; Intent: per-access gives every access a window of its own, and neighbours of
; one level that block mode would merge stay apart.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/one-level-two-domains.yaml;windows=per-access>,kpkeys-form-windows' -S %s | FileCheck %s
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/one-level-two-domains.yaml;windows=block>,kpkeys-form-windows' -S %s | FileCheck %s --check-prefix=BLOCK
target triple = "x86_64-unknown-linux-gnu"

declare ptr @__kpkeys_mark.red(ptr)
declare ptr @__kpkeys_mark.blue(ptr)

; CHECK: call void @__kpkeys_window.enter.both()
; CHECK-NEXT: store i32 1
; CHECK-NEXT: call void @__kpkeys_window.leave.both()
; CHECK-NEXT: call void @__kpkeys_window.enter.both()
; CHECK-NEXT: store i32 2
; CHECK-NEXT: call void @__kpkeys_window.leave.both()
; CHECK-NEXT: %either
; CHECK-NEXT: call void @__kpkeys_window.enter.both()
; CHECK-NEXT: store i32 3
; CHECK-NEXT: call void @__kpkeys_window.leave.both()
; BLOCK: call void @__kpkeys_window.enter.both()
; BLOCK-NEXT: store i32 1
; BLOCK-NEXT: store i32 2
; BLOCK-NEXT: %either
; BLOCK-NEXT: store i32 3
; BLOCK-NEXT: call void @__kpkeys_window.leave.both()
define void @neighbours(ptr %p, ptr %q, i1 %c) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %n = call ptr @__kpkeys_mark.blue(ptr %q)
  store i32 1, ptr %m
  store i32 2, ptr %n
  %either = select i1 %c, ptr %m, ptr %n
  store i32 3, ptr %either
  ret void
}
