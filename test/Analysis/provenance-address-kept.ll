; Intent: a marked pointer in a local variable is found through another variable
; that keeps the first one's address.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,print<kpkeys-provenance>' -disable-output %s 2>&1 | FileCheck %s
target triple = "x86_64-unknown-linux-gnu"

declare ptr @__kpkeys_mark.red(ptr)

; CHECK-LABEL: Provenance of 'address_kept':
; CHECK-NEXT: holds {red} %slot =
; CHECK: {red} %m =
; CHECK-NEXT: {red} %pointer =
define void @address_kept(ptr %p) {
  %slot = alloca ptr
  %where = alloca ptr
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store ptr %m, ptr %slot
  store ptr %slot, ptr %where
  %address = load ptr, ptr %where
  %pointer = load ptr, ptr %address
  store i32 5, ptr %pointer
  ret void
}
