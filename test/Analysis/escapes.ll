; Intent: each way a marked pointer leaves what can be followed is an escape of
; its kind; callees that are known to read only are not.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,print<kpkeys-accesses>' -disable-output %s 2>&1 | FileCheck %s
target triple = "x86_64-unknown-linux-gnu"

@kept = global ptr null
declare ptr @__kpkeys_mark.red(ptr)
declare ptr @__kpkeys_mark.red.linked(ptr)
declare void @unknown(ptr)
declare void @looks(ptr readonly nocapture) memory(read)
declare void @looks_shallow(ptr readonly nocapture)
declare void @by_integer(i64)
declare void @by_value(ptr byval({ ptr, [3 x i64] }))
declare void @makes(ptr sret([64 x i8]))
declare i32 @dprintf(i32, ptr, ...)

; CHECK-LABEL: Accesses of 'leaves':
; CHECK-NEXT: escape (passed) {red} call void @unknown(ptr %m)
; CHECK-NEXT: escape (passed) {red} call void %indirect(ptr %m)
; CHECK-NEXT: escape (held and passed) {red} call void @unknown(ptr %slot)
; CHECK-NEXT: escape (stored) {red} store ptr %m, ptr @kept
; CHECK-NEXT: escape (stored) {red} store ptr %m, ptr %q
; CHECK-NEXT: escape (passed) {red} call void @by_integer(i64 %integer)
; CHECK-NEXT: escape (callee result) {red} call void @makes(ptr sret([64 x i8]) %m)
; CHECK-NEXT: escape (returned) {red} ret ptr %m
define ptr @leaves(ptr %p, ptr %q, ptr %indirect) {
  %slot = alloca ptr
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store ptr %m, ptr %slot
  call void @unknown(ptr %m)
  call void %indirect(ptr %m)
  call void @unknown(ptr %slot)
  store ptr %m, ptr @kept
  store ptr %m, ptr %q
  %integer = ptrtoint ptr %m to i64
  call void @by_integer(i64 %integer)
  call void @makes(ptr sret([64 x i8]) %m)
  ret ptr %m
}

; CHECK-LABEL: Accesses of 'stays':
; CHECK-NOT: escape
define void @stays(ptr %p, ptr %q) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void @looks(ptr %m)
  %n = call i32 (i32, ptr, ...) @dprintf(i32 1, ptr %q, ptr %m)
  call void @unknown(ptr %q)
  store ptr %q, ptr @kept
  ret void
}
