; Intent: a pointer loaded through a linked marker leads into the domain
; again, however often; one loaded through a plain marker does not.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,print<kpkeys-provenance>' -disable-output %s 2>&1 | FileCheck %s
target triple = "x86_64-unknown-linux-gnu"

declare ptr @__kpkeys_mark.red(ptr)
declare ptr @__kpkeys_mark.red.linked(ptr)

; CHECK-LABEL: Provenance of 'linked':
; CHECK-NEXT: {red} %m =
; CHECK-NEXT: {red} %next =
; CHECK-NEXT: {red} %field =
; CHECK-NEXT: {red} %after =
; CHECK-NOT: {
; CHECK-LABEL: Provenance of 'plain':
define void @linked(ptr %p) {
  %m = call ptr @__kpkeys_mark.red.linked(ptr %p)
  %next = load ptr, ptr %m
  %field = getelementptr i8, ptr %next, i64 8
  %after = load ptr, ptr %field
  %number = load i64, ptr %field
  ret void
}

; CHECK-NEXT: {red} %m =
; CHECK-NEXT: {red} %field =
; CHECK-NOT: {
define void @plain(ptr %p) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %next = load ptr, ptr %m
  %field = getelementptr i8, ptr %m, i64 8
  %after = load ptr, ptr %field
  ret void
}
