; Intent: the verifier refuses hand-broken windows, each with one error that
; names the gap; and accepts the same code unbroken.
; RUN: split-file %s %t
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output %t/good.ll
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output %t/missing.ll 2>&1 | FileCheck %s --check-prefix=MISSING --implicit-check-not=error:
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output %t/late.ll 2>&1 | FileCheck %s --check-prefix=MISSING --implicit-check-not=error:
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output %t/level.ll 2>&1 | FileCheck %s --check-prefix=LEVEL --implicit-check-not=error:
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output %t/slot.ll 2>&1 | FileCheck %s --check-prefix=MISSING --implicit-check-not=error:
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output %t/memset.ll 2>&1 | FileCheck %s --check-prefix=MISSING --implicit-check-not=error:
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output %t/library.ll 2>&1 | FileCheck %s --check-prefix=MISSING --implicit-check-not=error:
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output %t/asm.ll 2>&1 | FileCheck %s --check-prefix=MISSING --implicit-check-not=error:
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output %t/phi.ll 2>&1 | FileCheck %s --check-prefix=MISSING --implicit-check-not=error:
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output %t/call.ll 2>&1 | FileCheck %s --check-prefix=CALL --implicit-check-not=error:
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output %t/asm-inside.ll 2>&1 | FileCheck %s --check-prefix=CALL --implicit-check-not=error:
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output %t/return.ll 2>&1 | FileCheck %s --check-prefix=RETURN --implicit-check-not=error:
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output %t/foreign.ll 2>&1 | FileCheck %s --check-prefix=FOREIGN --implicit-check-not=error:
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output %t/seen-local.ll 2>&1 | FileCheck %s --check-prefix=FOREIGN --implicit-check-not=error:
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output %t/nested.ll 2>&1 | FileCheck %s --check-prefix=NESTED --implicit-check-not=error:
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output %t/outside.ll 2>&1 | FileCheck %s --check-prefix=OUTSIDE --implicit-check-not=error:
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output %t/merge.ll 2>&1 | FileCheck %s --check-prefix=MERGE --implicit-check-not=error:
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output %t/indirect.ll 2>&1 | FileCheck %s --check-prefix=RETURN --implicit-check-not=error:
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output %t/unknown.ll 2>&1 | FileCheck %s --check-prefix=UNKNOWN --implicit-check-not=error:

; MISSING: error: {{.*}}kpkeys: window verification failed: a write to domain 'red' runs at level 'default'
; LEVEL: error: {{.*}}kpkeys: window verification failed: a write to domain 'red' runs at level 'blue'
; CALL: error: {{.*}}kpkeys: window verification failed: a call inside a window
; RETURN: error: {{.*}}kpkeys: window verification failed: control leaves the function {{inside a window|at level 'red', and it was entered at 'default'}}
; FOREIGN: error: {{.*}}kpkeys: window verification failed: a foreign store inside a window
; NESTED: error: {{.*}}kpkeys: window verification failed: level 'red' is entered inside a window
; OUTSIDE: error: {{.*}}kpkeys: window verification failed: level 'red' is left at level 'default'
; MERGE: error: {{.*}}kpkeys: window verification failed: paths meet at levels
; UNKNOWN: error: {{.*}}kpkeys: window verification failed: no level 'green' in policy

//--- good.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.red(ptr)
declare void @__kpkeys_window.enter.red()
declare void @__kpkeys_window.leave.red()
declare void @__kpkeys_window.enter.blue()
declare void @__kpkeys_window.leave.blue()
declare void @__kpkeys_window.enter.green()
declare void @call()
declare void @uses(ptr)
declare ptr @strcpy(ptr, ptr)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
define void @f(ptr %p, ptr %q, i1 %c) {
  %l = alloca i32
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void @__kpkeys_window.enter.red()
  store i32 1, ptr %m
  store i32 1, ptr %l
  %x = load i32, ptr %q
  store i32 1, ptr %m
  call void @__kpkeys_window.leave.red()
  call void @call()
  ret void
}
//--- missing.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.red(ptr)
declare void @__kpkeys_window.enter.red()
declare void @__kpkeys_window.leave.red()
declare void @__kpkeys_window.enter.blue()
declare void @__kpkeys_window.leave.blue()
declare void @__kpkeys_window.enter.green()
declare void @call()
declare void @uses(ptr)
declare ptr @strcpy(ptr, ptr)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
define void @f(ptr %p, ptr %q, i1 %c) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store i32 1, ptr %m
  ret void
}
//--- late.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.red(ptr)
declare void @__kpkeys_window.enter.red()
declare void @__kpkeys_window.leave.red()
declare void @__kpkeys_window.enter.blue()
declare void @__kpkeys_window.leave.blue()
declare void @__kpkeys_window.enter.green()
declare void @call()
declare void @uses(ptr)
declare ptr @strcpy(ptr, ptr)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
define void @f(ptr %p, ptr %q, i1 %c) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void @__kpkeys_window.enter.red()
  call void @__kpkeys_window.leave.red()
  store i32 1, ptr %m
  ret void
}
//--- level.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.red(ptr)
declare void @__kpkeys_window.enter.red()
declare void @__kpkeys_window.leave.red()
declare void @__kpkeys_window.enter.blue()
declare void @__kpkeys_window.leave.blue()
declare void @__kpkeys_window.enter.green()
declare void @call()
declare void @uses(ptr)
declare ptr @strcpy(ptr, ptr)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
define void @f(ptr %p, ptr %q, i1 %c) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void @__kpkeys_window.enter.blue()
  store i32 1, ptr %m
  call void @__kpkeys_window.leave.blue()
  ret void
}
//--- slot.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.red(ptr)
declare void @__kpkeys_window.enter.red()
declare void @__kpkeys_window.leave.red()
declare void @__kpkeys_window.enter.blue()
declare void @__kpkeys_window.leave.blue()
declare void @__kpkeys_window.enter.green()
declare void @call()
declare void @uses(ptr)
declare ptr @strcpy(ptr, ptr)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
define void @f(ptr %p, ptr %q, i1 %c) {
  %s = alloca ptr
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store ptr %m, ptr %s
  %n = load ptr, ptr %s
  store i32 1, ptr %n
  ret void
}
//--- memset.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.red(ptr)
declare void @__kpkeys_window.enter.red()
declare void @__kpkeys_window.leave.red()
declare void @__kpkeys_window.enter.blue()
declare void @__kpkeys_window.leave.blue()
declare void @__kpkeys_window.enter.green()
declare void @call()
declare void @uses(ptr)
declare ptr @strcpy(ptr, ptr)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
define void @f(ptr %p, ptr %q, i1 %c) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void @llvm.memset.p0.i64(ptr %m, i8 0, i64 8, i1 false)
  ret void
}
//--- library.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.red(ptr)
declare void @__kpkeys_window.enter.red()
declare void @__kpkeys_window.leave.red()
declare void @__kpkeys_window.enter.blue()
declare void @__kpkeys_window.leave.blue()
declare void @__kpkeys_window.enter.green()
declare void @call()
declare void @uses(ptr)
declare ptr @strcpy(ptr, ptr)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
define void @f(ptr %p, ptr %q, i1 %c) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %r = call ptr @strcpy(ptr %m, ptr %q)
  ret void
}
//--- asm.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.red(ptr)
declare void @__kpkeys_window.enter.red()
declare void @__kpkeys_window.leave.red()
declare void @__kpkeys_window.enter.blue()
declare void @__kpkeys_window.leave.blue()
declare void @__kpkeys_window.enter.green()
declare void @call()
declare void @uses(ptr)
declare ptr @strcpy(ptr, ptr)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
define void @f(ptr %p, ptr %q, i1 %c) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void asm sideeffect "movl $$1, ($0)", "r,~{memory}"(ptr %m)
  ret void
}
//--- phi.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.red(ptr)
declare void @__kpkeys_window.enter.red()
declare void @__kpkeys_window.leave.red()
declare void @__kpkeys_window.enter.blue()
declare void @__kpkeys_window.leave.blue()
declare void @__kpkeys_window.enter.green()
declare void @call()
declare void @uses(ptr)
declare ptr @strcpy(ptr, ptr)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
define void @f(ptr %p, ptr %q, i1 %c) {
entry:
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  br i1 %c, label %a, label %b
a:
  br label %b
b:
  %x = phi ptr [ %q, %entry ], [ %m, %a ]
  %g = getelementptr i8, ptr %x, i64 4
  store i32 1, ptr %g
  ret void
}
//--- call.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.red(ptr)
declare void @__kpkeys_window.enter.red()
declare void @__kpkeys_window.leave.red()
declare void @__kpkeys_window.enter.blue()
declare void @__kpkeys_window.leave.blue()
declare void @__kpkeys_window.enter.green()
declare void @call()
declare void @uses(ptr)
declare ptr @strcpy(ptr, ptr)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
define void @f(ptr %p, ptr %q, i1 %c) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void @__kpkeys_window.enter.red()
  store i32 1, ptr %m
  call void @call()
  call void @__kpkeys_window.leave.red()
  ret void
}
//--- asm-inside.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.red(ptr)
declare void @__kpkeys_window.enter.red()
declare void @__kpkeys_window.leave.red()
declare void @__kpkeys_window.enter.blue()
declare void @__kpkeys_window.leave.blue()
declare void @__kpkeys_window.enter.green()
declare void @call()
declare void @uses(ptr)
declare ptr @strcpy(ptr, ptr)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
define void @f(ptr %p, ptr %q, i1 %c) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void @__kpkeys_window.enter.red()
  store i32 1, ptr %m
  call void asm sideeffect "nop", ""()
  call void @__kpkeys_window.leave.red()
  ret void
}
//--- return.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.red(ptr)
declare void @__kpkeys_window.enter.red()
declare void @__kpkeys_window.leave.red()
declare void @__kpkeys_window.enter.blue()
declare void @__kpkeys_window.leave.blue()
declare void @__kpkeys_window.enter.green()
declare void @call()
declare void @uses(ptr)
declare ptr @strcpy(ptr, ptr)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
define void @f(ptr %p, ptr %q, i1 %c) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void @__kpkeys_window.enter.red()
  store i32 1, ptr %m
  ret void
}
//--- foreign.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.red(ptr)
declare void @__kpkeys_window.enter.red()
declare void @__kpkeys_window.leave.red()
declare void @__kpkeys_window.enter.blue()
declare void @__kpkeys_window.leave.blue()
declare void @__kpkeys_window.enter.green()
declare void @call()
declare void @uses(ptr)
declare ptr @strcpy(ptr, ptr)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
define void @f(ptr %p, ptr %q, i1 %c) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void @__kpkeys_window.enter.red()
  store i32 1, ptr %m
  store i32 1, ptr %q
  call void @__kpkeys_window.leave.red()
  ret void
}
//--- seen-local.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.red(ptr)
declare void @__kpkeys_window.enter.red()
declare void @__kpkeys_window.leave.red()
declare void @__kpkeys_window.enter.blue()
declare void @__kpkeys_window.leave.blue()
declare void @__kpkeys_window.enter.green()
declare void @call()
declare void @uses(ptr)
declare ptr @strcpy(ptr, ptr)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
define void @f(ptr %p, ptr %q, i1 %c) {
  %l = alloca i32
  call void @uses(ptr %l)
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void @__kpkeys_window.enter.red()
  store i32 1, ptr %m
  store i32 1, ptr %l
  call void @__kpkeys_window.leave.red()
  ret void
}
//--- nested.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.red(ptr)
declare void @__kpkeys_window.enter.red()
declare void @__kpkeys_window.leave.red()
declare void @__kpkeys_window.enter.blue()
declare void @__kpkeys_window.leave.blue()
declare void @__kpkeys_window.enter.green()
declare void @call()
declare void @uses(ptr)
declare ptr @strcpy(ptr, ptr)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
define void @f(ptr %p, ptr %q, i1 %c) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void @__kpkeys_window.enter.red()
  call void @__kpkeys_window.enter.red()
  store i32 1, ptr %m
  call void @__kpkeys_window.leave.red()
  ret void
}
//--- outside.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.red(ptr)
declare void @__kpkeys_window.enter.red()
declare void @__kpkeys_window.leave.red()
declare void @__kpkeys_window.enter.blue()
declare void @__kpkeys_window.leave.blue()
declare void @__kpkeys_window.enter.green()
declare void @call()
declare void @uses(ptr)
declare ptr @strcpy(ptr, ptr)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
define void @f(ptr %p, ptr %q, i1 %c) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void @__kpkeys_window.enter.red()
  store i32 1, ptr %m
  call void @__kpkeys_window.leave.red()
  call void @__kpkeys_window.leave.red()
  ret void
}
//--- merge.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.red(ptr)
declare void @__kpkeys_window.enter.red()
declare void @__kpkeys_window.leave.red()
declare void @__kpkeys_window.enter.blue()
declare void @__kpkeys_window.leave.blue()
declare void @__kpkeys_window.enter.green()
declare void @call()
declare void @uses(ptr)
declare ptr @strcpy(ptr, ptr)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
define void @f(ptr %p, ptr %q, i1 %c) {
entry:
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  br i1 %c, label %a, label %b
a:
  call void @__kpkeys_window.enter.red()
  store i32 1, ptr %m
  br label %b
b:
  ret void
}
//--- indirect.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.red(ptr)
declare void @__kpkeys_window.enter.red()
declare void @__kpkeys_window.leave.red()
declare void @__kpkeys_window.enter.blue()
declare void @__kpkeys_window.leave.blue()
declare void @__kpkeys_window.enter.green()
declare void @call()
declare void @uses(ptr)
declare ptr @strcpy(ptr, ptr)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
define void @f(ptr %p, ptr %q, i1 %c) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void @__kpkeys_window.enter.red()
  store i32 1, ptr %m
  indirectbr ptr %q, [label %a]
a:
  call void @__kpkeys_window.leave.red()
  ret void
}
//--- unknown.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.red(ptr)
declare void @__kpkeys_window.enter.red()
declare void @__kpkeys_window.leave.red()
declare void @__kpkeys_window.enter.blue()
declare void @__kpkeys_window.leave.blue()
declare void @__kpkeys_window.enter.green()
declare void @call()
declare void @uses(ptr)
declare ptr @strcpy(ptr, ptr)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
define void @f(ptr %p, ptr %q, i1 %c) {
  call void @__kpkeys_window.enter.green()
  ret void
}
