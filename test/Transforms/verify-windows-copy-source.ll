; Intent: what is copied out of a local variable is not copied into it. A buffer
; that shares a copy with a marked pointer holds no protected address.
; RUN: %opt -passes='kpkeys-attach-config<>,kpkeys-form-windows,kpkeys-verify-windows' -S %s | FileCheck %s
target triple = "x86_64-unknown-linux-gnu"

declare ptr @__kpkeys_mark.protected.linked(ptr)
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
declare void @fill(ptr)

; CHECK-LABEL: @copied_out
; CHECK-NOT: __kpkeys_window
define void @copied_out(ptr %list, ptr %out, ptr %p, i1 %which) {
  %buffer = alloca [70 x i8]
  call void @fill(ptr %buffer)
  %held = load ptr, ptr %list
  %args = load ptr, ptr %held
  store i32 0, ptr %args
  %m = call ptr @__kpkeys_mark.protected.linked(ptr %p)
  %text = select i1 %which, ptr %m, ptr %buffer
  call void @llvm.memcpy.p0.p0.i64(ptr %out, ptr %text, i64 8, i1 false)
  ret void
}
