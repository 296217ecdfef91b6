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

; What asm, an exchange, an atomic load or a copy takes out of memory is as if
; loaded; a number of a pointer's size may be one.
; CHECK-LABEL: Provenance of 'other-loads':
; CHECK-NEXT: holds {red} %copy =
; CHECK-NEXT: {red} %m =
; CHECK-NEXT: {red} %loaded =
; CHECK-NEXT: {red} %swapped =
; CHECK-NEXT: {red} %pair =
; CHECK-NEXT: {red} %old =
; CHECK-NEXT: {red} %xchg =
; CHECK-NEXT: {red} %first =
; CHECK-NOT: {
define void @other-loads(ptr %p, i64 %n) {
  %copy = alloca ptr
  %m = call ptr @__kpkeys_mark.red.linked(ptr %p)
  %loaded = load atomic i64, ptr %m seq_cst, align 8
  %short = load atomic i32, ptr %m seq_cst, align 4
  %swapped = atomicrmw xchg ptr %m, i64 %n seq_cst
  %pair = cmpxchg ptr %m, i64 %n, i64 %n seq_cst seq_cst
  %old = extractvalue { i64, i1 } %pair, 0
  %done = extractvalue { i64, i1 } %pair, 1
  %xchg = call i64 asm sideeffect "xchg $0, $1", "=r,=*m,0,*m"(ptr elementtype(i64) %m, i64 %n, ptr elementtype(i64) %m)
  call void @llvm.memcpy.p0.p0.i64(ptr %copy, ptr %m, i64 8, i1 false)
  %first = load ptr, ptr %copy
  ret void
}

; CHECK-LABEL: Provenance of 'other-loads-plain':
; CHECK-NEXT: {red} %m =
; CHECK-NOT: {
define void @other-loads-plain(ptr %p, i64 %n) {
  %copy = alloca ptr
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %loaded = load atomic i64, ptr %m seq_cst, align 8
  %swapped = atomicrmw xchg ptr %m, i64 %n seq_cst
  %xchg = call i64 asm sideeffect "xchg $0, $1", "=r,=*m,0,*m"(ptr elementtype(i64) %m, i64 %n, ptr elementtype(i64) %m)
  call void @llvm.memcpy.p0.p0.i64(ptr %copy, ptr %m, i64 8, i1 false)
  %first = load ptr, ptr %copy
  ret void
}
