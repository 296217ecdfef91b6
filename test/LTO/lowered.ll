; Intent: bitcode whose windows were placed when it was compiled meets bitcode
; without windows in one link. A function with both kinds, and variables out of
; order, are errors; a function that has its windows is not cloned.
; RUN: rm -rf %t && split-file %s %t
; RUN: not %opt -passes='kpkeys-form-windows' -disable-output %t/inlined.ll 2>&1 | FileCheck %s --check-prefix=INLINED
; RUN: not %opt -passes='kpkeys-emit-records' -disable-output %t/order.ll 2>&1 | FileCheck %s --check-prefix=ORDER
; RUN: %opt -passes='kpkeys-emit-records' -S %t/closed.ll -o - | FileCheck %s --check-prefix=CLOSED
; RUN: %opt -passes='kpkeys-specialize-callees,kpkeys-report-escapes' -S %t/callee.ll -o - 2>&1 | FileCheck %s --check-prefix=CALLEE
; INLINED: error: {{.*}}'f' got its windows when it was compiled
; ORDER: error: kpkeys: bitcode whose windows were placed when it was compiled has been merged, and variables of domain 'protected' are out of order
; CLOSED: @__kpkeys_policy
; CLOSED-NOT: @__kpkeys_region
; CALLEE: warning: {{.*}}is passed to 'lowered'
; CALLEE: call void @lowered(ptr %m)

;--- inlined.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.protected(ptr)
define void @f(ptr %p) "kpkeys-lowered" {
  %m = call ptr @__kpkeys_mark.protected(ptr %p)
  store i32 1, ptr %m
  ret void
}

;--- order.ll
target triple = "x86_64-unknown-linux-gnu"
@__kpkeys_start.protected = internal global [0 x i8] zeroinitializer, section "kpkeys_data_protected", align 4096
@__kpkeys_end.protected = internal global [0 x i8] zeroinitializer, section "kpkeys_data_protected", align 4096
@late = global i32 0, section "kpkeys_data_protected"

;--- closed.ll
target triple = "x86_64-unknown-linux-gnu"
@__kpkeys_start.protected = internal global [0 x i8] zeroinitializer, section "kpkeys_data_protected", align 4096
@a = global i32 0, section "kpkeys_data_protected"
@__kpkeys_end.protected = internal global [0 x i8] zeroinitializer, section "kpkeys_data_protected", align 4096
@__kpkeys_start.protected.1 = internal global [0 x i8] zeroinitializer, section "kpkeys_data_protected", align 4096
@b = global i32 0, section "kpkeys_data_protected"
@__kpkeys_end.protected.2 = internal global [0 x i8] zeroinitializer, section "kpkeys_data_protected", align 4096

;--- callee.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.protected(ptr)
define void @caller(ptr %p) {
  %m = call ptr @__kpkeys_mark.protected(ptr %p)
  call void @lowered(ptr %m)
  ret void
}
define void @lowered(ptr %p) noinline "kpkeys-lowered" {
  store i32 1, ptr %p
  ret void
}
