; Intent: every instruction that may write through a marked pointer is an
; access; reads, comparisons and the same instructions on other pointers are not.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,print<kpkeys-accesses>' -disable-output %s 2>&1 | FileCheck %s
target triple = "x86_64-unknown-linux-gnu"

declare ptr @__kpkeys_mark.red(ptr)
declare ptr @__kpkeys_mark.blue(ptr)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
declare void @llvm.memmove.p0.p0.i64(ptr, ptr, i64, i1)
declare void @llvm.masked.store.v4i32.p0(<4 x i32>, ptr, i32, <4 x i1>)
declare void @llvm.masked.scatter.v2i32.v2p0(<2 x i32>, <2 x ptr>, i32, <2 x i1>)
declare <4 x i32> @llvm.masked.load.v4i32.p0(ptr, i32, <4 x i1>, <4 x i32>)
declare void @llvm.prefetch.p0(ptr, i32, i32, i32)
declare void @llvm.lifetime.start.p0(i64, ptr)
declare ptr @llvm.launder.invariant.group.p0(ptr)
declare i64 @__atomic_load_8(ptr, i32)
declare i128 @__atomic_load_16(ptr, i32)
declare void @__atomic_load(i64, ptr, ptr, i32)
declare ptr @strcpy(ptr, ptr)
declare i64 @strlen(ptr)
declare i32 @snprintf(ptr, i64, ptr, ...)

; CHECK-LABEL: Accesses of 'writes':
; CHECK-NEXT: access {red} store i32 1, ptr %m
; CHECK-NEXT: access {red} store volatile i32 1, ptr %m
; CHECK-NEXT: access {red} store atomic i32 1, ptr %m
; CHECK-NEXT: access {red} store <4 x i32>
; CHECK-NEXT: access {red} %rmw =
; CHECK-NEXT: access {red} %cas =
; CHECK-NEXT: access {red} call void @llvm.memset
; CHECK-NEXT: access {red} call void @llvm.memcpy.p0.p0.i64(ptr %m, ptr %q
; CHECK-NEXT: access {red} call void @llvm.memmove.p0.p0.i64(ptr %m, ptr %q
; CHECK-NEXT: access {red} call void @llvm.masked.store
; CHECK-NEXT: access {red} call void @llvm.masked.scatter
; CHECK-NEXT: access {red} %copied =
; CHECK-NEXT: access {red} %printed =
; CHECK-NEXT: access {blue, red} store i32 2
; CHECK-NEXT: access {red} store i32 3
; CHECK-LABEL: Accesses of 'asm':
define void @writes(ptr %p, ptr %q, i1 %c, i64 %n) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %b = call ptr @__kpkeys_mark.blue(ptr %q)
  store i32 1, ptr %m
  store volatile i32 1, ptr %m
  store atomic i32 1, ptr %m release, align 4
  store <4 x i32> zeroinitializer, ptr %m
  %rmw = atomicrmw add ptr %m, i32 1 seq_cst
  %cas = cmpxchg ptr %m, i32 0, i32 1 seq_cst seq_cst
  call void @llvm.memset.p0.i64(ptr %m, i8 0, i64 %n, i1 false)
  call void @llvm.memcpy.p0.p0.i64(ptr %m, ptr %q, i64 %n, i1 false)
  call void @llvm.memmove.p0.p0.i64(ptr %m, ptr %q, i64 %n, i1 false)
  call void @llvm.masked.store.v4i32.p0(<4 x i32> zeroinitializer, ptr %m, i32 4, <4 x i1> splat (i1 true))
  %v = insertelement <2 x ptr> zeroinitializer, ptr %m, i32 0
  call void @llvm.masked.scatter.v2i32.v2p0(<2 x i32> zeroinitializer, <2 x ptr> %v, i32 4, <2 x i1> splat (i1 true))
  %copied = call ptr @strcpy(ptr %m, ptr %q)
  %printed = call i32 (ptr, i64, ptr, ...) @snprintf(ptr %m, i64 8, ptr %q)
  %either = select i1 %c, ptr %m, ptr %b
  store i32 2, ptr %either
  %laundered = call ptr @llvm.launder.invariant.group.p0(ptr %m)
  store i32 3, ptr %laundered
  ret void
}

; CHECK-NEXT: access {red} call void asm "movl $$1, $0", "=*m"
; CHECK-NEXT: access {red} call void asm sideeffect "movl $$1, ($0)", "r,~{memory}"
; CHECK-NEXT: access {red} call void asm sideeffect "movl $$1, $0", "*m,~{memory}"
; CHECK-NEXT: access {red} callbr void asm sideeffect
; CHECK-NOT: access
; CHECK-LABEL: Accesses of 'reads':
define void @asm(ptr %p, ptr %q) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void asm "movl $$1, $0", "=*m"(ptr elementtype(i32) %m)
  call void asm sideeffect "movl $$1, ($0)", "r,~{memory}"(ptr %m)
  call void asm sideeffect "movl $$1, $0", "*m,~{memory}"(ptr elementtype(i32) %m)
  %x = call i32 asm "movl $1, $0", "=r,*m"(ptr elementtype(i32) %m) memory(read)
  call void asm "movl $$1, $0", "=*m"(ptr elementtype(i32) %q)
  callbr void asm sideeffect "movl $$1, ($0)", "r,!i,~{memory}"(ptr %m) to label %a [label %b]
a:
  ret void
b:
  ret void
}

; CHECK-NOT: access
; CHECK-LABEL: Accesses of 'loads_that_write':
define i1 @reads(ptr %p, ptr %q, i64 %n) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %l = load i32, ptr %m
  %lv = load volatile i32, ptr %m
  %la = load atomic i32, ptr %m seq_cst, align 4
  call void @llvm.memcpy.p0.p0.i64(ptr %q, ptr %m, i64 %n, i1 false)
  %ml = call <4 x i32> @llvm.masked.load.v4i32.p0(ptr %m, i32 4, <4 x i1> splat (i1 true), <4 x i32> zeroinitializer)
  call void @llvm.prefetch.p0(ptr %m, i32 1, i32 3, i32 1)
  %s = call i64 @strlen(ptr %m)
  %from = call ptr @strcpy(ptr %q, ptr %m)
  store i32 1, ptr %q
  store i32 1, ptr %p
  %c = icmp eq ptr %m, %q
  ret i1 %c
}

; CHECK-NEXT: access {red} %wide =
; CHECK-NEXT: access {red} %misaligned =
; CHECK-NEXT: access {red} %library =
; CHECK-NEXT: access {red} call void @__atomic_load
; CHECK-NOT: access
; CHECK-LABEL: Accesses of 'end':
define void @loads_that_write(ptr %p, ptr %q) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %wide = load atomic i128, ptr %m seq_cst, align 16
  %misaligned = load atomic i32, ptr %m monotonic, align 2
  %library = call i128 @__atomic_load_16(ptr %m, i32 5)
  call void @__atomic_load(i64 12, ptr %m, ptr %q, i32 5)
  %plain = load i128, ptr %m
  %aligned = load atomic i64, ptr %m seq_cst, align 8
  %small = call i64 @__atomic_load_8(ptr %m, i32 5)
  %elsewhere = load atomic i128, ptr %q seq_cst, align 16
  ret void
}

define void @end() {
  ret void
}
