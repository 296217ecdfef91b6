; Intent: an asm goto that writes is left on each way out, also where another
; branch joins; the result is verified and lowers.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-form-windows,verify,kpkeys-verify-windows' -S %s | FileCheck %s
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys' -S %s | FileCheck %s --check-prefix=LOWERED --implicit-check-not=__kpkeys_w --implicit-check-not=__kpkeys_m
target triple = "x86_64-unknown-linux-gnu"

declare ptr @__kpkeys_mark.red(ptr)

; CHECK-LABEL: define i32 @joined(
; CHECK: call void @__kpkeys_window.enter.red()
; CHECK-NEXT: callbr void asm
; CHECK-NEXT: to label %[[NEXT:[^ ]+]] [label %[[OUT:[^ ]+]]]
; CHECK: [[NEXT]]:
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
; CHECK: [[OUT]]:
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
; CHECK-NEXT: br label %out
; CHECK: out:
; CHECK-NEXT: phi i32 [ 0, %entry ]{{.*}}[ 1, %[[OUT]] ]
; CHECK-NEXT: ret i32
; LOWERED: wrpkru
define i32 @joined(ptr %p, i1 %c) {
entry:
  br i1 %c, label %out, label %go
go:
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  callbr void asm sideeffect "movl $$1, ($0)", "r,!i,~{memory}"(ptr %m) to label %next [label %out]
next:
  ret i32 2
out:
  %x = phi i32 [ 0, %entry ], [ 1, %go ]
  ret i32 %x
}
