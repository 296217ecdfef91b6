; Intent: the distance by which a pointer is moved to another is hidden also if it
; is used in more ways before the one that moves the pointer.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-hide-comparisons' -S %s | FileCheck %s
target triple = "x86_64-unknown-linux-gnu"

declare ptr @__kpkeys_mark.red(ptr)
declare void @use(i64, i64, i64, i64)

; CHECK-LABEL: define ptr @moved(
; CHECK: [[A:%.*]] = ptrtoint ptr %m to i64
; CHECK: [[HIDDEN:%.*]] = call i64 @__kpkeys_{{.*}}(i64 [[A]])
; CHECK: sub i64 %e, [[HIDDEN]]
define ptr @moved(ptr %p, ptr %end) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %a = ptrtoint ptr %m to i64
  %e = ptrtoint ptr %end to i64
  %d = sub i64 %e, %a
  %elements = sdiv exact i64 %d, 4
  %scaled = shl i64 %elements, 2
  %u1 = add i64 %d, 1
  %u2 = add i64 %d, 2
  %u3 = add i64 %d, 3
  %u4 = add i64 %d, 4
  call void @use(i64 %u1, i64 %u2, i64 %u3, i64 %u4)
  %r = getelementptr i8, ptr %m, i64 %scaled
  ret ptr %r
}
