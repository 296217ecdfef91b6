; Intent: that a callee does not write through its argument says nothing of the
; pointers that it loads there: they escape. If it writes nowhere, none does.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,print<kpkeys-accesses>' -disable-output %s 2>&1 | FileCheck %s
target triple = "x86_64-unknown-linux-gnu"

declare ptr @__kpkeys_mark.red.linked(ptr)
declare void @looks_shallow(ptr readonly nocapture)
declare void @by_value(ptr byval({ ptr, [3 x i64] }))
declare void @looks(ptr readonly nocapture) memory(read)

; CHECK-LABEL: Accesses of 'reads_through':
; CHECK-NEXT: escape (passed) {red} call void @looks_shallow(ptr %m)
; CHECK-NEXT: escape (held and passed) {red} call void @looks_shallow(ptr %slot)
; CHECK-NEXT: escape (held and passed) {red} call void @by_value(
define void @reads_through(ptr %p) {
  %slot = alloca ptr
  %large = alloca { ptr, [3 x i64] }
  %m = call ptr @__kpkeys_mark.red.linked(ptr %p)
  store ptr %m, ptr %slot
  store ptr %m, ptr %large
  call void @looks_shallow(ptr %m)
  call void @looks_shallow(ptr %slot)
  call void @by_value(ptr byval({ ptr, [3 x i64] }) %large)
  call void @looks(ptr %m)
  call void @looks(ptr %slot)
  ret void
}
; CHECK-NOT: escape
