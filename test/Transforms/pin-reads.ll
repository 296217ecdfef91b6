; Intent: what would let a read of a secret cross the edge of its window is
; taken away: a byval argument, invariance, constness; other reads keep theirs.
; Running it twice changes nothing.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/secret.yaml>,kpkeys-pin-reads' -S < %s -o %t.once.ll
; RUN: FileCheck %s --input-file=%t.once.ll
; RUN: %opt -passes='kpkeys-pin-reads' -S < %t.once.ll -o %t.twice.ll
; RUN: diff %t.once.ll %t.twice.ll
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/secret.yaml>,kpkeys-pin-reads,kpkeys-form-windows,kpkeys-verify-windows' -S %s | FileCheck %s --check-prefix=WINDOWS
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-pin-reads' -S %s -o - 2>/dev/null | FileCheck %s --check-prefix=OTHER
target triple = "x86_64-unknown-linux-gnu"

%large = type { [40 x i32] }
; CHECK: @folded = internal global [4 x i32]
; OTHER: @folded = internal constant [4 x i32]
@folded = internal constant [4 x i32] [i32 1, i32 2, i32 3, i32 4], section "kpkeys_data_key"
; CHECK: @elsewhere = internal constant
@elsewhere = internal constant [4 x i32] [i32 1, i32 2, i32 3, i32 4]

declare ptr @__kpkeys_mark.key(ptr)
declare void @takes(i32, ptr byval(%large) align 16)

; CHECK-LABEL: define void @loads(
; CHECK: %x = load i32, ptr %m, align 4{{$}}
; CHECK: %y = load i32, ptr %q, align 4, !invariant.load
; WINDOWS-LABEL: define void @loads(ptr noalias %p, ptr %q) {
; WINDOWS: call void @__kpkeys_window.enter.key
; WINDOWS-NEXT: %x = load
; WINDOWS-NEXT: call void @__kpkeys_window.leave.key
define void @loads(ptr noalias readonly %p, ptr readonly %q) {
  %m = call ptr @__kpkeys_mark.key(ptr %p)
  %x = load i32, ptr %m, align 4, !invariant.load !0
  %y = load i32, ptr %q, align 4, !invariant.load !0
  ret void
}

; CHECK-LABEL: define void @passes(
; CHECK: %kpkeys.byval = alloca %large, align 16
; CHECK: call void @llvm.memcpy.{{.*}}(ptr align 16 %kpkeys.byval, ptr align 16 %m, i64 160
; CHECK-NEXT: call void @takes(i32 1, ptr byval(%large) align 16 %kpkeys.byval)
; CHECK-NEXT: call void @takes(i32 2, ptr byval(%large) align 16 %q)
; WINDOWS-LABEL: define void @passes(
; WINDOWS: call void @__kpkeys_window.enter.key
; WINDOWS-NEXT: call void @llvm.memcpy
; WINDOWS-NEXT: call void @__kpkeys_window.leave.key
; WINDOWS-NEXT: call void @takes(i32 1
define void @passes(ptr %p, ptr %q) {
  %m = call ptr @__kpkeys_mark.key(ptr %p)
  call void @takes(i32 1, ptr byval(%large) align 16 %m)
  call void @takes(i32 2, ptr byval(%large) align 16 %q)
  ret void
}
!0 = !{}
