; Intent: accesses of one level in one block share a window over loads,
; arithmetic and stores to private locals; calls, foreign stores, fences, other
; levels and block ends split it. Running the pass twice changes nothing.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml;windows=block>,kpkeys-form-windows' -S %s | FileCheck %s
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml;windows=block>,kpkeys-form-windows' -S %s -o %t.once
; RUN: %opt -passes='kpkeys-form-windows' -S %t.once -o %t.twice
; RUN: diff -I '^; ModuleID' %t.once %t.twice
; RUN: %opt -passes='kpkeys-verify-windows' -disable-output %t.once
target triple = "x86_64-unknown-linux-gnu"

@other = global i32 0
declare ptr @__kpkeys_mark.red(ptr)
declare ptr @__kpkeys_mark.blue(ptr)
declare void @call()
declare void @uses(ptr)
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
declare void @llvm.assume(i1)

; CHECK-LABEL: define void @merged(
; CHECK: %private = alloca
; CHECK-NEXT: %m =
; CHECK-NEXT: call void @__kpkeys_window.enter.red()
; CHECK-NEXT: store i32 1, ptr %m
; CHECK-NEXT: %x = load
; CHECK-NEXT: %y = add
; CHECK-NEXT: store i32 %y, ptr %private
; CHECK-NEXT: %v = load volatile
; CHECK-NEXT: call void @llvm.assume
; CHECK-NEXT: store i32 %y, ptr %m
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
; CHECK-NEXT: %z = load
; CHECK-NEXT: ret
define void @merged(ptr %p, i1 %c) {
  %private = alloca i32
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store i32 1, ptr %m
  %x = load i32, ptr @other
  %y = add i32 %x, 1
  store i32 %y, ptr %private
  %v = load volatile i32, ptr @other
  call void @llvm.assume(i1 %c)
  store i32 %y, ptr %m
  %z = load i32, ptr %private
  ret void
}

; CHECK-LABEL: define void @split_by_call(
; CHECK: call void @__kpkeys_window.enter.red()
; CHECK-NEXT: store i32 1
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
; CHECK-NEXT: call void @call()
; CHECK-NEXT: call void @__kpkeys_window.enter.red()
; CHECK-NEXT: store i32 2
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
define void @split_by_call(ptr %p) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store i32 1, ptr %m
  call void @call()
  store i32 2, ptr %m
  ret void
}

; CHECK-LABEL: define void @split_by_stores(
; CHECK: store i32 1, ptr %m
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
; CHECK-NEXT: store i32 0, ptr @other
; CHECK-NEXT: call void @__kpkeys_window.enter.red()
; CHECK-NEXT: store i32 2, ptr %m
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
; CHECK-NEXT: store i32 0, ptr %q
; CHECK-NEXT: call void @__kpkeys_window.enter.red()
; CHECK-NEXT: store i32 3, ptr %m
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
; CHECK-NEXT: store i32 0, ptr %seen
; CHECK-NEXT: call void @__kpkeys_window.enter.red()
; CHECK-NEXT: store i32 4, ptr %m
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
; CHECK-NEXT: fence
; CHECK-NEXT: call void @__kpkeys_window.enter.red()
; CHECK-NEXT: store i32 5, ptr %m
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
; CHECK-NEXT: call void @llvm.memcpy
; CHECK-NEXT: call void @__kpkeys_window.enter.red()
; CHECK-NEXT: store i32 6, ptr %m
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
; CHECK-NEXT: atomicrmw
; CHECK-NEXT: call void asm
; CHECK-NEXT: call void @__kpkeys_window.enter.red()
; CHECK-NEXT: store i32 7, ptr %m
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
define void @split_by_stores(ptr %p, ptr %q) {
  %seen = alloca i32
  call void @uses(ptr %seen)
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store i32 1, ptr %m
  store i32 0, ptr @other
  store i32 2, ptr %m
  store i32 0, ptr %q
  store i32 3, ptr %m
  store i32 0, ptr %seen
  store i32 4, ptr %m
  fence seq_cst
  store i32 5, ptr %m
  call void @llvm.memcpy.p0.p0.i64(ptr %q, ptr %m, i64 4, i1 false)
  store i32 6, ptr %m
  %r = atomicrmw add ptr %q, i32 1 seq_cst
  call void asm sideeffect "nop", ""()
  store i32 7, ptr %m
  ret void
}

; CHECK-LABEL: define void @split_by_level(
; CHECK: call void @__kpkeys_window.enter.red()
; CHECK-NEXT: store i32 1, ptr %m
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
; CHECK-NEXT: call void @__kpkeys_window.enter.blue()
; CHECK-NEXT: store i32 2, ptr %n
; CHECK-NEXT: call void @__kpkeys_window.leave.blue()
; CHECK-NEXT: call void @__kpkeys_window.enter.red()
; CHECK-NEXT: store i32 3, ptr %m
define void @split_by_level(ptr %p, ptr %q) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %n = call ptr @__kpkeys_mark.blue(ptr %q)
  store i32 1, ptr %m
  store i32 2, ptr %n
  store i32 3, ptr %m
  ret void
}

; CHECK-LABEL: define void @split_by_block(
; CHECK: store i32 1, ptr %m
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
; CHECK-NEXT: br
; CHECK: call void @__kpkeys_window.enter.red()
; CHECK-NEXT: store i32 2, ptr %m
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
; CHECK-NEXT: br
define void @split_by_block(ptr %p, i1 %c) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store i32 1, ptr %m
  br label %loop
loop:
  store i32 2, ptr %m
  br i1 %c, label %loop, label %out
out:
  ret void
}

; CHECK-LABEL: define void @none(
; CHECK-NOT: __kpkeys_window
; CHECK: ret void
define void @none(ptr %p) {
  store i32 1, ptr %p
  ret void
}
