; Intent: a strict window may hold stores to a local variable that nobody else
; sees, at a constant offset within it. With an index that varies, or one that is
; outside, a store may go anywhere: it is foreign, and here moved behind.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-form-windows,kpkeys-verify-windows' -S %s | FileCheck %s
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.red(ptr)

; CHECK-LABEL: define i32 @constant(
; CHECK: enter.red
; CHECK-NOT: __kpkeys_window
; CHECK: store i32 7, ptr %at
; CHECK-NOT: __kpkeys_window
; CHECK: store i32 2, ptr %m
; CHECK: leave.red
define i32 @constant(ptr %p, i64 %i) {
  %array = alloca [4 x i32]
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store i32 1, ptr %m
  %at = getelementptr i32, ptr %array, i64 3
  store i32 7, ptr %at
  store i32 2, ptr %m
  %of = getelementptr i32, ptr %array, i64 %i
  %value = load i32, ptr %of
  ret i32 %value
}

; CHECK-LABEL: define i32 @varies(
; CHECK: store volatile i32 2, ptr %m
; CHECK-NEXT: leave.red
; CHECK: store i32 7, ptr %at
; CHECK-NOT: enter.red
; CHECK: ret
define i32 @varies(ptr %p, i64 %i) {
  %array = alloca [4 x i32]
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store volatile i32 1, ptr %m
  %at = getelementptr i32, ptr %array, i64 %i
  store i32 7, ptr %at
  store volatile i32 2, ptr %m
  %value = load i32, ptr %array
  ret i32 %value
}

; CHECK-LABEL: define i32 @outside(
; CHECK: store volatile i32 2, ptr %m
; CHECK-NEXT: leave.red
; CHECK: store i32 7, ptr %at
; CHECK-NOT: enter.red
; CHECK: ret
define i32 @outside(ptr %p) {
  %array = alloca [4 x i32]
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store volatile i32 1, ptr %m
  %at = getelementptr i8, ptr %array, i64 13
  store i32 7, ptr %at
  store volatile i32 2, ptr %m
  %value = load i32, ptr %array
  ret i32 %value
}
