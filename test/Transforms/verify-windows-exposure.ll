; Intent: a foreign write is refused in a window in every form, not as a plain
; store only.
; RUN: split-file %s %t
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output %t/memcpy.ll 2>&1 | FileCheck %s
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output %t/atomic.ll 2>&1 | FileCheck %s
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output %t/exchange.ll 2>&1 | FileCheck %s
;; And what code generation may make into a call.
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output %t/power.ll 2>&1 | FileCheck %s --check-prefix=CALL
; CALL: error: {{.*}}kpkeys: window verification failed: an operation that may become a call inside a window
; CHECK: error: {{.*}}kpkeys: window verification failed: a foreign {{.*}} inside a window

//--- memcpy.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.red(ptr)
declare void @__kpkeys_window.enter.red()
declare void @__kpkeys_window.leave.red()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define void @f(ptr %p, ptr %q) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void @__kpkeys_window.enter.red()
  store i32 1, ptr %m
  call void @llvm.memcpy.p0.p0.i64(ptr %q, ptr %p, i64 8, i1 false)
  call void @__kpkeys_window.leave.red()
  ret void
}
//--- atomic.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.red(ptr)
declare void @__kpkeys_window.enter.red()
declare void @__kpkeys_window.leave.red()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define void @f(ptr %p, ptr %q) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void @__kpkeys_window.enter.red()
  store i32 1, ptr %m
  %r = atomicrmw add ptr %q, i32 1 seq_cst
  call void @__kpkeys_window.leave.red()
  ret void
}
//--- exchange.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.red(ptr)
declare void @__kpkeys_window.enter.red()
declare void @__kpkeys_window.leave.red()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define void @f(ptr %p, ptr %q) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void @__kpkeys_window.enter.red()
  store i32 1, ptr %m
  %r = cmpxchg ptr %q, i32 0, i32 1 seq_cst seq_cst
  call void @__kpkeys_window.leave.red()
  ret void
}
//--- power.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.red(ptr)
declare void @__kpkeys_window.enter.red()
declare void @__kpkeys_window.leave.red()
declare double @llvm.pow.f64(double, double)
define void @f(ptr %p, double %x) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void @__kpkeys_window.enter.red()
  %y = call double @llvm.pow.f64(double %x, double %x)
  store double %y, ptr %m
  call void @__kpkeys_window.leave.red()
  ret void
}
