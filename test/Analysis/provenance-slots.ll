; Intent: a marked pointer that is kept in a local variable, whole, by halves or
; in an aggregate, is marked when it is loaded again; what comes from another
; variable is not.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,print<kpkeys-provenance>' -disable-output %s 2>&1 | FileCheck %s
target triple = "x86_64-unknown-linux-gnu"

declare ptr @__kpkeys_mark.red(ptr)
declare ptr @llvm.launder.invariant.group.p0(ptr)
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

; CHECK-LABEL: Provenance of 'slot':
; CHECK-NEXT: holds {red} %slot =
; CHECK-NEXT: {red} %m =
; CHECK-NEXT: {red} %again =
; CHECK-NEXT: {red} %integer =
; CHECK-NOT: {
; CHECK-LABEL: Provenance of 'aggregate':
define void @slot(ptr %p) {
  %slot = alloca ptr
  %other = alloca ptr
  store ptr %p, ptr %other
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store ptr %m, ptr %slot
  %again = load ptr, ptr %slot
  %integer = load i64, ptr %slot
  %plain = load ptr, ptr %other
  ret void
}

; CHECK-NEXT: holds {red} %holder =
; CHECK-NEXT: holds {red} %copy =
; CHECK-NEXT: {red} %m =
; CHECK-NEXT: {red} %loaded =
; CHECK-NOT: {
; CHECK-LABEL: Provenance of 'selected':
define void @aggregate(ptr %p) {
  %holder = alloca { i64, ptr }
  %copy = alloca { i64, ptr }
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %field = getelementptr { i64, ptr }, ptr %holder, i32 0, i32 1
  store ptr %m, ptr %field
  call void @llvm.memcpy.p0.p0.i64(ptr %copy, ptr %holder, i64 16, i1 false)
  %second = getelementptr { i64, ptr }, ptr %copy, i32 0, i32 1
  %loaded = load ptr, ptr %second
  ret void
}

; CHECK-NEXT: holds {red} %a =
; CHECK-NEXT: holds {red} %b =
; CHECK-NEXT: {red} %m =
; CHECK-NEXT: {red} %from.a =
; CHECK-NEXT: {red} %from.b =
; CHECK-NEXT: {red} %old =
; CHECK-NOT: {
; CHECK-LABEL: Provenance of 'laundered':
define void @selected(ptr %p, i1 %c) {
  %a = alloca ptr
  %b = alloca ptr
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %either = select i1 %c, ptr %a, ptr %b
  store ptr %m, ptr %either
  %from.a = load ptr, ptr %a
  %from.b = load ptr, ptr %b
  %old = atomicrmw xchg ptr %a, ptr null seq_cst
  ret void
}

; CHECK-NEXT: holds {red} %slot =
; CHECK-NEXT: {red} %m =
; CHECK-NEXT: {red} %again =
; CHECK-NOT: {
define void @laundered(ptr %p) {
  %slot = alloca ptr
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %in = call ptr @llvm.launder.invariant.group.p0(ptr %slot)
  store ptr %m, ptr %in
  %out = call ptr @llvm.launder.invariant.group.p0(ptr %slot)
  %again = load ptr, ptr %out
  ret void
}
