; Intent: what may become a call goes through a volatile variable if it is used
; behind a switch, also by way of other values; what stays on its side does not,
; nor does what is an instruction. Running it twice changes nothing.
; RUN: %opt -passes='kpkeys-attach-config<>,kpkeys-form-windows,kpkeys-pin-calls,kpkeys-verify-windows' -S < %s -o %t.once.ll
; RUN: FileCheck %s --input-file=%t.once.ll
; RUN: %opt -passes='kpkeys-pin-calls' -S < %t.once.ll -o %t.twice.ll
; RUN: diff %t.once.ll %t.twice.ll
target triple = "x86_64-unknown-linux-gnu"

declare ptr @__kpkeys_mark.protected(ptr)
declare { double, i32 } @llvm.frexp.f64.i32(double)
declare <4 x float> @llvm.sin.v4f32(<4 x float>)
declare double @llvm.sin.f64(double)
declare double @llvm.fabs.f64(double)
declare void @use(double)

; CHECK-LABEL: define void @exponent(
; CHECK-NEXT: %kpkeys.pinned = alloca { double, i32 }
; CHECK: %pair = call { double, i32 } @llvm.frexp
; CHECK-NEXT: store volatile { double, i32 } %pair, ptr %kpkeys.pinned
; CHECK-NEXT: [[PINNED:%.*]] = load volatile { double, i32 }, ptr %kpkeys.pinned
; CHECK-NEXT: %e = extractvalue { double, i32 } [[PINNED]], 1
; CHECK: call void @__kpkeys_window.enter.protected
; CHECK-NEXT: store i32 %e, ptr %m
define void @exponent(ptr %p, double %x) {
  %m = call ptr @__kpkeys_mark.protected(ptr %p)
  %pair = call { double, i32 } @llvm.frexp.f64.i32(double %x)
  %e = extractvalue { double, i32 } %pair, 1
  store i32 %e, ptr %m
  ret void
}

; CHECK-LABEL: define void @vector(
; CHECK: store volatile <4 x float> %s,
; CHECK-NEXT: [[PINNED:%.*]] = load volatile <4 x float>
; CHECK: bitcast <4 x float> [[PINNED]] to <4 x i32>
define void @vector(ptr %p, <4 x float> %x) {
  %m = call ptr @__kpkeys_mark.protected(ptr %p)
  %s = call <4 x float> @llvm.sin.v4f32(<4 x float> %x)
  %b = bitcast <4 x float> %s to <4 x i32>
  store <4 x i32> %b, ptr %m
  ret void
}

; The select may become a branch, and %s be computed there.
; CHECK-LABEL: define void @chosen(
; CHECK: store volatile double %s,
; CHECK-NEXT: [[PINNED:%.*]] = load volatile double
; CHECK-NEXT: %d = fadd double [[PINNED]], %x
; CHECK: call void @__kpkeys_window.enter.protected
define void @chosen(ptr %p, double %x, i1 %c) {
  %m = call ptr @__kpkeys_mark.protected(ptr %p)
  %n = getelementptr double, ptr %m, i64 1
  %s = call double @llvm.sin.f64(double %x)
  %d = fadd double %s, %x
  store double %x, ptr %m
  %v = select i1 %c, double %d, double 0.0
  store double %v, ptr %n
  ret void
}

; CHECK-LABEL: define void @block(
; CHECK: store volatile i128 %q,
define void @block(ptr %p, i128 %a, i128 %b, i1 %c) {
  %m = call ptr @__kpkeys_mark.protected(ptr %p)
  %q = udiv i128 %a, %b
  br i1 %c, label %then, label %out
then:
  store i128 %q, ptr %m
  br label %out
out:
  ret void
}

; CHECK-LABEL: define void @outside(
; CHECK-NOT: volatile
; CHECK: ret void
define void @outside(ptr %p, double %x) {
  %m = call ptr @__kpkeys_mark.protected(ptr %p)
  %s = call double @llvm.sin.f64(double %x)
  call void @use(double %s)
  %f = call double @llvm.fabs.f64(double %x)
  store double %f, ptr %m
  ret void
}

; CHECK-LABEL: define void @unprotected(
; CHECK-NOT: volatile
; CHECK: ret void
define void @unprotected(ptr %p, double %x, i1 %c) {
  %s = call double @llvm.sin.f64(double %x)
  br i1 %c, label %then, label %out
then:
  store double %s, ptr %p
  br label %out
out:
  ret void
}
