; Intent: markers of functions that write nothing protected and lose no pointer
; are removed before the optimizer; those of functions that do, stay, and their
; function gets the attributes of a pure value. Twice is the same as once.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-prune-markers' -S %s -o %t.once
; RUN: FileCheck %s < %t.once
; RUN: %opt -passes=kpkeys-prune-markers -S %t.once -o %t.twice
; RUN: diff -I '^; ModuleID' %t.once %t.twice
target triple = "x86_64-unknown-linux-gnu"

declare ptr @__kpkeys_mark.red(ptr)
declare ptr @__kpkeys_mark.blue(ptr)
declare void @unknown(ptr)

; CHECK-NOT: @__kpkeys_mark.blue
; CHECK: declare ptr @__kpkeys_mark.red(ptr) #[[ATTR:[0-9]+]]
; CHECK-LABEL: define i32 @reads(
; CHECK-NOT: __kpkeys_mark
; CHECK: ret i32
define i32 @reads(ptr %p) {
  %m = call ptr @__kpkeys_mark.blue(ptr %p)
  %x = load i32, ptr %m
  ret i32 %x
}
; CHECK-LABEL: define void @writes(
; CHECK: call ptr @__kpkeys_mark.red
define void @writes(ptr %p) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store i32 1, ptr %m
  ret void
}
; CHECK-LABEL: define void @loses(
; CHECK: call ptr @__kpkeys_mark.red
define void @loses(ptr %p) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void @unknown(ptr %m)
  ret void
}
; CHECK-LABEL: define ptr @returns(
; CHECK: call ptr @__kpkeys_mark.red
define ptr @returns(ptr %p) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  ret ptr %m
}
; CHECK: attributes #[[ATTR]] = { {{.*}}nounwind{{.*}}speculatable{{.*}}willreturn{{.*}}memory(none)
