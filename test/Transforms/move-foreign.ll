; Intent: what is foreign between two accesses goes behind them, or before,
; where nothing depends on it; where something may, the window is split.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-form-windows' -S %s | FileCheck %s
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml;windows=block>,kpkeys-form-windows' -S %s | FileCheck %s --check-prefix=BLOCK
target triple = "x86_64-unknown-linux-gnu"

@other = global i32 0
@data = global i32 0, section "kpkeys_data_red"
declare i64 @length(ptr) nounwind willreturn memory(argmem: read)
declare i32 @pure(i32) nounwind willreturn memory(none)
declare void @call()

; CHECK-LABEL: define void @sinks(
; CHECK: enter.red()
; CHECK-NEXT: store i32 1, ptr @data
; CHECK-NEXT: store i32 2, ptr @data
; CHECK-NEXT: store i32 3, ptr @data
; CHECK-NEXT: leave.red()
; CHECK-NEXT: store i32 0, ptr @other
; CHECK-NEXT: store i32 1, ptr @other
; BLOCK-LABEL: define void @sinks(
; BLOCK: store i32 1, ptr @data
; BLOCK-NEXT: leave.red()
; BLOCK-NEXT: store i32 0, ptr @other
define void @sinks() {
  store i32 1, ptr @data
  store i32 0, ptr @other
  store i32 2, ptr @data
  store i32 1, ptr @other
  store i32 3, ptr @data
  ret void
}

; It reads what is written behind it: it goes before.
; CHECK-LABEL: define i64 @hoists(
; CHECK: call i64 @length(ptr %s)
; CHECK-NEXT: enter.red()
; CHECK-NEXT: store i32 1
; CHECK-NEXT: store i64
; CHECK-NEXT: leave.red()
define i64 @hoists(ptr noalias %s) {
  store i32 1, ptr @data
  %n = call i64 @length(ptr %s)
  store i64 %n, ptr @data
  ret i64 %n
}

; CHECK-LABEL: define void @depends(
; CHECK: store i32 1, ptr @data
; CHECK-NEXT: leave.red()
; CHECK-NEXT: %x = load
; CHECK-NEXT: store i32 %x, ptr %q
; CHECK-NEXT: enter.red()
; CHECK-NEXT: store i32 2, ptr @data
define void @depends(ptr %q) {
  store i32 1, ptr @data
  %x = load i32, ptr @data
  store i32 %x, ptr %q
  store i32 2, ptr @data
  ret void
}

; CHECK-LABEL: define void @unknown(
; CHECK: leave.red()
; CHECK-NEXT: call void @call()
; CHECK-NEXT: enter.red()
define void @unknown() {
  store i32 1, ptr @data
  call void @call()
  store i32 2, ptr @data
  ret void
}

; CHECK-LABEL: define void @ordered(
; CHECK: leave.red()
; CHECK-NEXT: store atomic i32 1, ptr @other release
; CHECK-NEXT: enter.red()
define void @ordered() {
  store i32 1, ptr @data
  store atomic i32 1, ptr @other release, align 4
  store i32 2, ptr @data
  ret void
}

; Not past a release, but before what is before it.
; CHECK-LABEL: define void @past_release(
; CHECK-NEXT: store i32 1, ptr @other
; CHECK-NEXT: enter.red()
; CHECK-NEXT: store i32 1, ptr @data
; CHECK-NEXT: store atomic i32 2, ptr @data release
; CHECK-NEXT: leave.red()
define void @past_release() {
  store i32 1, ptr @data
  store i32 1, ptr @other
  store atomic i32 2, ptr @data release, align 4
  ret void
}
