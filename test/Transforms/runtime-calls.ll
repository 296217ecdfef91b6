; Intent: what code generation may make into a call lies in no window, though it
; is no call in the IR; what it makes into instructions may.
; RUN: %opt -passes='kpkeys-attach-config<windows=block>,kpkeys-form-windows,kpkeys-verify-windows' -S %s | FileCheck %s
target triple = "x86_64-unknown-linux-gnu"

declare ptr @__kpkeys_mark.protected(ptr)
declare double @llvm.pow.f64(double, double)
declare double @llvm.fabs.f64(double)
declare ptr @llvm.threadlocal.address.p0(ptr)
@dynamic = external thread_local global i64
@exec = external thread_local(localexec) global i64

; CHECK-LABEL: @power
; CHECK: leave
; CHECK: @llvm.pow
; CHECK: enter
define void @power(ptr %p, double %x) {
  %m = call ptr @__kpkeys_mark.protected(ptr %p)
  store double %x, ptr %m
  %y = call double @llvm.pow.f64(double %x, double %x)
  %q = getelementptr i8, ptr %m, i64 8
  store double %y, ptr %q
  ret void
}

; CHECK-LABEL: @quotient
; CHECK: leave
; CHECK: udiv
; CHECK: enter
define void @quotient(ptr %p, i128 %x, i128 %y) {
  %m = call ptr @__kpkeys_mark.protected(ptr %p)
  store i128 %x, ptr %m
  %z = udiv i128 %x, %y
  %q = getelementptr i8, ptr %m, i64 16
  store i128 %z, ptr %q
  ret void
}

; CHECK-LABEL: @quad
; CHECK: leave
; CHECK: fadd
; CHECK: enter
define void @quad(ptr %p, fp128 %x) {
  %m = call ptr @__kpkeys_mark.protected(ptr %p)
  store fp128 %x, ptr %m
  %z = fadd fp128 %x, %x
  %q = getelementptr i8, ptr %m, i64 16
  store fp128 %z, ptr %q
  ret void
}

; CHECK-LABEL: @soft
; CHECK: leave
; CHECK: fadd
; CHECK: enter
define void @soft(ptr %p, double %x) "use-soft-float"="true" {
  %m = call ptr @__kpkeys_mark.protected(ptr %p)
  store double %x, ptr %m
  %z = fadd double %x, %x
  %q = getelementptr i8, ptr %m, i64 16
  store double %z, ptr %q
  ret void
}

; CHECK-LABEL: @tls
; CHECK: leave
; CHECK: @llvm.threadlocal.address.p0(ptr @dynamic)
; CHECK: enter
define void @tls(ptr %p) {
  %m = call ptr @__kpkeys_mark.protected(ptr %p)
  store i64 1, ptr %m
  %t = call ptr @llvm.threadlocal.address.p0(ptr @dynamic)
  %v = load i64, ptr %t
  %q = getelementptr i8, ptr %m, i64 8
  store i64 %v, ptr %q
  ret void
}

; CHECK-LABEL: @instructions
; CHECK: enter
; CHECK-NOT: {{enter|leave}}
; CHECK: store double %y
; CHECK: leave
define void @instructions(ptr %p, double %x, i64 %n) {
  %m = call ptr @__kpkeys_mark.protected(ptr %p)
  store double %x, ptr %m
  %a = call double @llvm.fabs.f64(double %x)
  %s = fadd double %a, %x
  %d = udiv i64 %n, 10
  %t = call ptr @llvm.threadlocal.address.p0(ptr @exec)
  %c = uitofp i64 %d to double
  %y = fmul double %s, %c
  %q = getelementptr i8, ptr %m, i64 8
  store double %y, ptr %q
  ret void
}
