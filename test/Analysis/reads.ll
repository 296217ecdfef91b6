; Intent: every instruction that may read through a marked pointer into a secret
; domain is a read; not so through one into a domain that everybody may read,
; and not what only looks at the address.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/secret.yaml>,print<kpkeys-accesses>' -disable-output %s 2>&1 | FileCheck %s
target triple = "x86_64-unknown-linux-gnu"

%large = type { [40 x i32] }
@format = private constant [3 x i8] c"%s\00"
@known = external global [40 x i32], section "kpkeys_data_key"

declare ptr @__kpkeys_mark.key(ptr)
declare ptr @__kpkeys_mark.cred(ptr)
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
declare <4 x i32> @llvm.masked.load.v4i32.p0(ptr, i32, <4 x i1>, <4 x i32>)
declare void @llvm.masked.store.v4i32.p0(<4 x i32>, ptr, i32, <4 x i1>)
declare <2 x i32> @llvm.masked.gather.v2i32.v2p0(<2 x ptr>, i32, <2 x i1>, <2 x i32>)
declare void @llvm.prefetch.p0(ptr, i32, i32, i32)
declare void @llvm.lifetime.start.p0(i64, ptr)
declare i64 @strlen(ptr)
declare ptr @strcpy(ptr, ptr)
declare i32 @printf(ptr, ...)
declare i64 @writev(i32, ptr, i32)
declare void @kpkeys_free(ptr)
declare void @free(ptr)
declare void @takes(ptr byval(%large))
declare i32 @looks(ptr nocapture readonly) memory(argmem: read)
declare i32 @ignores(ptr nocapture) memory(none)

; CHECK-LABEL: Accesses of 'reads':
; CHECK-NEXT: read {key} %plain =
; CHECK-NEXT: read {key} %volatile =
; CHECK-NEXT: read {key} %atomic =
; CHECK-NEXT: read {key} %global =
; CHECK-NEXT: read {key} call void @llvm.memcpy.p0.p0.i64(ptr %q, ptr %m
; CHECK-NEXT: read {key} %masked =
; CHECK-NEXT: read {key} %gathered =
; CHECK-NEXT: read {key} %length =
; CHECK-NEXT: read {key} %copied =
; CHECK-NEXT: read {key} %written =
; CHECK-NEXT: read {key} call void @takes
; CHECK-NEXT: read {key} %a = call i32 asm "movl $1, $0", "=r,*m"
; CHECK-NEXT: access {key} %b = call i32 asm sideeffect
; CHECK-NEXT: escape (passed) {key} %printed =
; CHECK-NEXT: escape (held and passed) {key} %written =
; CHECK-NEXT: escape (passed) {key} %l = call i32 @looks
define void @reads(ptr %p, ptr %q, i64 %n) {
  %vector = alloca { ptr, i64 }
  %m = call ptr @__kpkeys_mark.key(ptr %p)
  %plain = load i32, ptr %m
  %volatile = load volatile i32, ptr %m
  %atomic = load atomic i32, ptr %m seq_cst, align 4
  %at = getelementptr [40 x i32], ptr @known, i64 0, i64 %n
  %global = load i32, ptr %at
  call void @llvm.memcpy.p0.p0.i64(ptr %q, ptr %m, i64 %n, i1 false)
  %masked = call <4 x i32> @llvm.masked.load.v4i32.p0(ptr %m, i32 4, <4 x i1> splat (i1 true), <4 x i32> zeroinitializer)
  %v = insertelement <2 x ptr> zeroinitializer, ptr %m, i32 0
  %gathered = call <2 x i32> @llvm.masked.gather.v2i32.v2p0(<2 x ptr> %v, i32 4, <2 x i1> splat (i1 true), <2 x i32> zeroinitializer)
  %length = call i64 @strlen(ptr %m)
  %copied = call ptr @strcpy(ptr %q, ptr %m)
  %printed = call i32 (ptr, ...) @printf(ptr @format, ptr %m)
  store ptr %m, ptr %vector
  %written = call i64 @writev(i32 1, ptr %vector, i32 1)
  call void @takes(ptr byval(%large) %m)
  %a = call i32 asm "movl $1, $0", "=r,*m"(ptr elementtype(i32) %m) memory(read)
  %b = call i32 asm sideeffect "movl ($1), $0", "=r,r,~{memory}"(ptr %m)
  %l = call i32 @looks(ptr %m)
  ret void
}

; CHECK-LABEL: Accesses of 'writes':
; CHECK-NEXT: access {key} store i32 1, ptr %m
; CHECK-NEXT: access {key} call void @llvm.memset
; CHECK-NEXT: access {key} call void @llvm.memcpy.p0.p0.i64(ptr %m, ptr %q
; CHECK-NEXT: access {cred, key} call void @llvm.memcpy.p0.p0.i64(ptr %c, ptr %m
; CHECK-NEXT: access {key} call void @llvm.masked.store
; CHECK-NEXT: access {key} %rmw =
define void @writes(ptr %p, ptr %q, i64 %n) {
  %m = call ptr @__kpkeys_mark.key(ptr %p)
  %c = call ptr @__kpkeys_mark.cred(ptr %q)
  store i32 1, ptr %m
  call void @llvm.memset.p0.i64(ptr %m, i8 0, i64 %n, i1 false)
  call void @llvm.memcpy.p0.p0.i64(ptr %m, ptr %q, i64 %n, i1 false)
  call void @llvm.memcpy.p0.p0.i64(ptr %c, ptr %m, i64 %n, i1 false)
  call void @llvm.masked.store.v4i32.p0(<4 x i32> zeroinitializer, ptr %m, i32 4, <4 x i1> splat (i1 true))
  %rmw = atomicrmw add ptr %m, i32 1 seq_cst
  ret void
}

; CHECK-LABEL: Accesses of 'neither':
; CHECK-NOT: {{read|access|escape}}
; CHECK-LABEL: Accesses of 'end':
define i1 @neither(ptr %p, ptr %q, i64 %n) {
  %m = call ptr @__kpkeys_mark.key(ptr %p)
  %c = call ptr @__kpkeys_mark.cred(ptr %q)
  %visible = load i32, ptr %c
  %length = call i64 @strlen(ptr %c)
  %l = call i32 @looks(ptr %c)
  %elsewhere = load i32, ptr %q
  %i = call i32 @ignores(ptr %m)
  call void @llvm.prefetch.p0(ptr %m, i32 0, i32 3, i32 1)
  call void @kpkeys_free(ptr %m)
  call void @free(ptr %m)
  %equal = icmp eq ptr %m, %q
  ret i1 %equal
}

define void @end() {
  ret void
}
