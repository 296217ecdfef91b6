; Intent: what is computed from a marked pointer is marked, for each kind of
; instruction; a condition, and what is not computed from one, is not.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,print<kpkeys-provenance>' -disable-output %s 2>&1 | FileCheck %s
target triple = "x86_64-unknown-linux-gnu"

declare ptr @__kpkeys_mark.red(ptr)
declare ptr @__kpkeys_mark.blue(ptr)
declare ptr @memcpy(ptr, ptr, i64)
declare ptr @unknown(ptr)
declare ptr @returns(ptr returned)
declare ptr @llvm.ptrmask.p0.i64(ptr, i64)
declare i64 @llvm.objectsize.i64.p0(ptr, i1, i1, i1)

; CHECK-LABEL: Provenance of 'arithmetic':
; CHECK-NEXT: {red} %m =
; CHECK-NEXT: {red} %gep =
; CHECK-NEXT: {red} %int =
; CHECK-NEXT: {red} %low =
; CHECK-NEXT: {red} %back =
; CHECK-NEXT: {red} %frozen =
; CHECK-NEXT: {red} %cast =
; CHECK-NEXT: {red} %masked =
; CHECK-NOT: {
; CHECK-LABEL: Provenance of 'joins':
define void @arithmetic(ptr %p, ptr %q) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %gep = getelementptr i8, ptr %m, i64 8
  %int = ptrtoint ptr %gep to i64
  %low = and i64 %int, -8
  %back = inttoptr i64 %low to ptr
  %frozen = freeze ptr %back
  %cast = addrspacecast ptr %frozen to ptr addrspace(1)
  %masked = call ptr @llvm.ptrmask.p0.i64(ptr %frozen, i64 -8)
  %equal = icmp eq ptr %m, %q
  %size = call i64 @llvm.objectsize.i64.p0(ptr %m, i1 false, i1 false, i1 false)
  %other = getelementptr i8, ptr %q, i64 8
  %value = load i32, ptr %m
  %loaded = load ptr, ptr %m
  ret void
}

; CHECK-NEXT: {red} %m =
; CHECK-NEXT: {blue} %n =
; CHECK-NEXT: {red} %select =
; CHECK-NEXT: {blue, red} %both =
; CHECK-NEXT: {red} %vector =
; CHECK-NEXT: {red} %element =
; CHECK-NEXT: {red} %pair =
; CHECK-NEXT: {red} %first =
; CHECK-NEXT: {red} %phi =
; CHECK-NEXT: {red} %next =
; CHECK-NOT: {
; CHECK-LABEL: Provenance of 'calls':
define void @joins(ptr %p, ptr %q, i1 %c) {
entry:
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %n = call ptr @__kpkeys_mark.blue(ptr %p)
  %select = select i1 %c, ptr %m, ptr %q
  %both = select i1 %c, ptr %m, ptr %n
  %neither = select i1 %c, ptr %p, ptr %q
  %vector = insertelement <2 x ptr> zeroinitializer, ptr %m, i32 0
  %element = extractelement <2 x ptr> %vector, i32 0
  %pair = insertvalue { ptr, i32 } poison, ptr %m, 0
  %first = extractvalue { ptr, i32 } %pair, 0
  br label %loop
loop:
  %phi = phi ptr [ %m, %entry ], [ %next, %loop ]
  %plain = phi ptr [ %q, %entry ], [ %q, %loop ]
  %next = getelementptr i8, ptr %phi, i64 4
  br i1 %c, label %loop, label %out
out:
  ret void
}

; CHECK-NEXT: {red} %m =
; CHECK-NEXT: {red} %copied =
; CHECK-NEXT: {red} %same =
; CHECK-NEXT: {red} %asm =
; CHECK-NOT: {
; CHECK-LABEL: Provenance of 'marked_twice':
define void @calls(ptr %p, ptr %q) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %copied = call ptr @memcpy(ptr %m, ptr %q, i64 8)
  %from = call ptr @memcpy(ptr %q, ptr %m, i64 8)
  %lost = call ptr @unknown(ptr %m)
  %same = call ptr @returns(ptr %m)
  %asm = call ptr asm "lea 4($1), $0", "=r,r"(ptr %m)
  %other = call ptr asm "lea 4($1), $0", "=r,r"(ptr %q)
  ret void
}

; CHECK-NEXT: {red} %m =
; CHECK-NEXT: {blue, red} %n =
define void @marked_twice(ptr %p) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %n = call ptr @__kpkeys_mark.blue(ptr %m)
  ret void
}
