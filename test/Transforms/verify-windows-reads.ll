; Intent: the verifier refuses a read of a secret domain outside a window, in
; each form; and accepts the same reads in windows, and reads of what everybody
; may read.
; RUN: split-file %s %t
; RUN: cat %t/declarations.ll %t/good.ll > %t/whole.ll
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/secret.yaml>,kpkeys-verify-windows' -disable-output %t/whole.ll
; RUN: cat %t/declarations.ll %t/plain.ll > %t/whole.ll
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/secret.yaml>,kpkeys-verify-windows' -disable-output %t/whole.ll 2>&1 | FileCheck %s --check-prefix=MISSING --implicit-check-not=error:
; RUN: cat %t/declarations.ll %t/global.ll > %t/whole.ll
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/secret.yaml>,kpkeys-verify-windows' -disable-output %t/whole.ll 2>&1 | FileCheck %s --check-prefix=MISSING --implicit-check-not=error:
; RUN: cat %t/declarations.ll %t/memcpy.ll > %t/whole.ll
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/secret.yaml>,kpkeys-verify-windows' -disable-output %t/whole.ll 2>&1 | FileCheck %s --check-prefix=MISSING --implicit-check-not=error:
; RUN: cat %t/declarations.ll %t/masked.ll > %t/whole.ll
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/secret.yaml>,kpkeys-verify-windows' -disable-output %t/whole.ll 2>&1 | FileCheck %s --check-prefix=MISSING --implicit-check-not=error:
; RUN: cat %t/declarations.ll %t/library.ll > %t/whole.ll
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/secret.yaml>,kpkeys-verify-windows' -disable-output %t/whole.ll 2>&1 | FileCheck %s --check-prefix=MISSING --implicit-check-not=error:
; RUN: cat %t/declarations.ll %t/held.ll > %t/whole.ll
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/secret.yaml>,kpkeys-verify-windows' -disable-output %t/whole.ll 2>&1 | FileCheck %s --check-prefix=MISSING --implicit-check-not=error:
; RUN: cat %t/declarations.ll %t/byval.ll > %t/whole.ll
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/secret.yaml>,kpkeys-verify-windows' -disable-output %t/whole.ll 2>&1 | FileCheck %s --check-prefix=MISSING --implicit-check-not=error:
; RUN: cat %t/declarations.ll %t/asm.ll > %t/whole.ll
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/secret.yaml>,kpkeys-verify-windows' -disable-output %t/whole.ll 2>&1 | FileCheck %s --check-prefix=MISSING --implicit-check-not=error:
; RUN: cat %t/declarations.ll %t/slot.ll > %t/whole.ll
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/secret.yaml>,kpkeys-verify-windows' -disable-output %t/whole.ll 2>&1 | FileCheck %s --check-prefix=MISSING --implicit-check-not=error:
; RUN: cat %t/declarations.ll %t/level.ll > %t/whole.ll
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/secret.yaml>,kpkeys-verify-windows' -disable-output %t/whole.ll 2>&1 | FileCheck %s --check-prefix=LEVEL --implicit-check-not=error:

; MISSING: error: {{.*}}kpkeys: window verification failed: a read of domain 'key' runs at level 'default'
; LEVEL: error: {{.*}}kpkeys: window verification failed: a read of domain 'key' runs at level 'cred'

//--- declarations.ll
target triple = "x86_64-unknown-linux-gnu"
%large = type { [40 x i32] }
@known = external global i32, section "kpkeys_data_key"
declare ptr @__kpkeys_mark.key(ptr)
declare ptr @__kpkeys_mark.cred(ptr)
declare void @__kpkeys_window.enter.key()
declare void @__kpkeys_window.leave.key()
declare void @__kpkeys_window.enter.cred()
declare void @__kpkeys_window.leave.cred()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
declare <4 x i32> @llvm.masked.load.v4i32.p0(ptr, i32, <4 x i1>, <4 x i32>)
declare i64 @strlen(ptr) nounwind
declare i64 @writev(i32, ptr, i32) nounwind
declare void @takes(ptr byval(%large)) nounwind
//--- good.ll
define void @f(ptr %p, ptr %q) {
  %l = alloca i32
  %m = call ptr @__kpkeys_mark.key(ptr %p)
  %c = call ptr @__kpkeys_mark.cred(ptr %q)
  %outside = load i32, ptr %c
  %n = call i64 @strlen(ptr %c)
  call void @__kpkeys_window.enter.key()
  %x = load i32, ptr %m
  %y = load i32, ptr @known
  call void @llvm.memcpy.p0.p0.i64(ptr %l, ptr %m, i64 4, i1 false)
  call void @__kpkeys_window.leave.key()
  call void @__kpkeys_window.enter.key()
  %s = call i64 @strlen(ptr %m)
  call void @__kpkeys_window.leave.key()
  ret void
}
//--- plain.ll
define void @f(ptr %p, ptr %q) {
  %slot = alloca { ptr, i64 }
  %m = call ptr @__kpkeys_mark.key(ptr %p)
  %x = load i32, ptr %m
  ret void
}
//--- global.ll
define void @f(ptr %p, ptr %q) {
  %slot = alloca { ptr, i64 }
  %m = call ptr @__kpkeys_mark.key(ptr %p)
  %x = load i32, ptr @known
  ret void
}
//--- memcpy.ll
define void @f(ptr %p, ptr %q) {
  %slot = alloca { ptr, i64 }
  %m = call ptr @__kpkeys_mark.key(ptr %p)
  call void @llvm.memcpy.p0.p0.i64(ptr %q, ptr %m, i64 4, i1 false)
  ret void
}
//--- masked.ll
define void @f(ptr %p, ptr %q) {
  %slot = alloca { ptr, i64 }
  %m = call ptr @__kpkeys_mark.key(ptr %p)
  %x = call <4 x i32> @llvm.masked.load.v4i32.p0(ptr %m, i32 4, <4 x i1> splat (i1 true), <4 x i32> zeroinitializer)
  ret void
}
//--- library.ll
define void @f(ptr %p, ptr %q) {
  %slot = alloca { ptr, i64 }
  %m = call ptr @__kpkeys_mark.key(ptr %p)
  %x = call i64 @strlen(ptr %m)
  ret void
}
//--- held.ll
define void @f(ptr %p, ptr %q) {
  %slot = alloca { ptr, i64 }
  %m = call ptr @__kpkeys_mark.key(ptr %p)
  store ptr %m, ptr %slot
  %x = call i64 @writev(i32 1, ptr %slot, i32 1)
  ret void
}
//--- byval.ll
define void @f(ptr %p, ptr %q) {
  %slot = alloca { ptr, i64 }
  %m = call ptr @__kpkeys_mark.key(ptr %p)
  call void @takes(ptr byval(%large) %m)
  ret void
}
//--- asm.ll
define void @f(ptr %p, ptr %q) {
  %slot = alloca { ptr, i64 }
  %m = call ptr @__kpkeys_mark.key(ptr %p)
  %x = call i32 asm "movl $1, $0", "=r,*m"(ptr elementtype(i32) %m) memory(read)
  ret void
}
//--- slot.ll
define void @f(ptr %p, ptr %q) {
  %slot = alloca { ptr, i64 }
  %m = call ptr @__kpkeys_mark.key(ptr %p)
  store ptr %m, ptr %slot
  %again = load ptr, ptr %slot
  %x = load i32, ptr %again
  ret void
}
//--- level.ll
define void @f(ptr %p, ptr %q) {
  %slot = alloca { ptr, i64 }
  %m = call ptr @__kpkeys_mark.key(ptr %p)
  call void @__kpkeys_window.enter.cred()
  %x = load i32, ptr %m
  call void @__kpkeys_window.leave.cred()
  ret void
}
