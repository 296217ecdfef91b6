; Intent: a later optimizer (the LTO link) must not take a protected store out
; of its window because the pointer is noalias and inline asm without operands
; "cannot touch" it.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml;windows=block>,kpkeys' -S %s -o %t.ll
; RUN: %opt-plain -passes='function(mldst-motion)' -S %t.ll | FileCheck %s
target triple = "x86_64-unknown-linux-gnu"

declare ptr @__kpkeys_mark.red(ptr)
declare void @f() nounwind
declare void @g() nounwind

; CHECK: define void @branches(
; CHECK: enter red
; CHECK-NEXT: store
; CHECK-NEXT: leave red
; CHECK: enter red
; CHECK-NEXT: store
; CHECK-NEXT: leave red
define void @branches(ptr noalias %p, i1 %c, i64 %x, i64 %y) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  br i1 %c, label %a, label %b
a:
  store i64 %x, ptr %m
  call void @f()
  br label %out
b:
  store i64 %y, ptr %m
  call void @g()
  br label %out
out:
  ret void
}
