; Intent: an address that is shifted to the right is a number, whatever is
; computed from it, until it is shifted back by as much: by a shift, a
; multiplication, an index, or by an unknown amount. VerifyWindows agrees.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,print<kpkeys-accesses>' -disable-output %s 2>&1 | FileCheck %s
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-form-windows,kpkeys-verify-windows' -disable-output %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

declare ptr @__kpkeys_mark.red(ptr)

; The record of a page, as optimized code computes it.
; CHECK-LABEL: Accesses of 'page_record':
; CHECK-NOT: access
define void @page_record(ptr %p, i64 %base) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %a = ptrtoint ptr %m to i64
  %n = lshr i64 %a, 6
  %offset = and i64 %n, 288230376151711680
  %sum = add i64 %offset, %base
  %record = inttoptr i64 %sum to ptr
  store i32 1, ptr %record
  ret void
}

; The same with an index, and by way of a variable.
; CHECK-LABEL: Accesses of 'page_record_by_index':
; CHECK-NOT: access
define void @page_record_by_index(ptr %p, ptr %base) {
  %number = alloca i64
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %a = ptrtoint ptr %m to i64
  %n = lshr i64 %a, 12
  store i64 %n, ptr %number
  %again = load i64, ptr %number
  %record = getelementptr [64 x i8], ptr %base, i64 %again
  store i32 1, ptr %record
  ret void
}

; CHECK-LABEL: Accesses of 'divided':
; CHECK-NOT: access
define void @divided(ptr %p, ptr %base) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %a = ptrtoint ptr %m to i64
  %n = udiv i64 %a, 4096
  %record = getelementptr [64 x i8], ptr %base, i64 %n
  store i32 1, ptr %record
  ret void
}

; CHECK-LABEL: Accesses of 'shifted_back':
; CHECK-NEXT: access {red} store i32 1
; CHECK-NEXT: access {red} store i32 2
; CHECK-NEXT: access {red} store i32 3
; CHECK-NEXT: access {red} store i32 4
; CHECK-NEXT: access {red} store i32 5
define void @shifted_back(ptr %p, i64 %by, ptr %base) {
  %number = alloca i64
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %a = ptrtoint ptr %m to i64
  %n = lshr i64 %a, 12
  %shl = shl i64 %n, 12
  %1 = inttoptr i64 %shl to ptr
  store i32 1, ptr %1
  store i64 %n, ptr %number
  %again = load i64, ptr %number
  %mul = mul i64 %again, 4096
  %2 = inttoptr i64 %mul to ptr
  store i32 2, ptr %2
  %o = lshr i64 %a, 12
  %3 = getelementptr [4096 x i8], ptr null, i64 %o
  store i32 3, ptr %3
  %twice = shl i64 %n, 6
  %thrice = shl i64 %twice, 6
  %4 = inttoptr i64 %thrice to ptr
  store i32 4, ptr %4
  %down = lshr i64 %a, %by
  %up = shl i64 %down, %by
  %5 = inttoptr i64 %up to ptr
  store i32 5, ptr %5
  ret void
}
