; Intent: volatile stores and loads of a local variable that nobody else sees may
; be in a window, so that one reaches over a loop (the kernel's WRITE_ONCE of a
; record makes such a copy). Of one that is seen, and atomics, they may not.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-form-windows,kpkeys-verify-windows' -S %s | FileCheck %s
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.red(ptr)
declare void @see(ptr)

; CHECK-LABEL: define void @fill(
; CHECK: enter.red
; CHECK: loop:
; CHECK-NOT: __kpkeys_window
; CHECK: br i1
; CHECK: leave.red
define void @fill(ptr %p, i64 %n, i64 %v) {
entry:
  %copy = alloca i64
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %next, %loop ]
  store volatile i64 %v, ptr %copy
  %w = load volatile i64, ptr %copy
  %at = getelementptr i64, ptr %m, i64 %i
  store volatile i64 %w, ptr %at
  %next = add i64 %i, 1
  %more = icmp ult i64 %next, %n
  br i1 %more, label %loop, label %end
end:
  ret void
}

; CHECK-LABEL: define void @seen(
; CHECK: store volatile i64 %v, ptr %copy
; CHECK: enter.red
; CHECK: leave.red
; CHECK: store volatile i64 %v, ptr %copy
; CHECK: enter.red
; CHECK: leave.red
define void @seen(ptr %p, i64 %v) {
  %copy = alloca i64
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void @see(ptr %copy)
  store volatile i64 %v, ptr %copy
  store volatile i64 1, ptr %m
  store volatile i64 %v, ptr %copy
  store volatile i64 2, ptr %m
  ret void
}

; CHECK-LABEL: define void @atomic(
; CHECK: leave.red
; CHECK: store atomic
; CHECK: enter.red
define void @atomic(ptr %p, i64 %v) {
  %copy = alloca i64
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store volatile i64 1, ptr %m
  store atomic i64 %v, ptr %copy seq_cst, align 8
  store volatile i64 2, ptr %m
  ret void
}
