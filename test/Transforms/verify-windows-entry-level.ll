; Intent: a function that is entered at a level is called at that level only, is
; left at it, and has its address passed to nobody; levels that follow each other
; do so; no jump table is in a window.
; RUN: split-file %s %t
; RUN: cat %t/head.ll %t/good.ll | %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output
; RUN: cat %t/head.ll %t/outside.ll | not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output 2>&1 | FileCheck %s --check-prefix=OUTSIDE --implicit-check-not=error:
; RUN: cat %t/head.ll %t/other-level.ll | not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output 2>&1 | FileCheck %s --check-prefix=OTHER --implicit-check-not=error:
; RUN: cat %t/head.ll %t/passed.ll | not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output 2>&1 | FileCheck %s --check-prefix=PASSED --implicit-check-not=error:
; RUN: cat %t/head.ll %t/left.ll | not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output 2>&1 | FileCheck %s --check-prefix=LEFT --implicit-check-not=error:
; RUN: cat %t/head.ll %t/wrong.ll | not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output 2>&1 | FileCheck %s --check-prefix=WRONG --implicit-check-not=error:
; RUN: cat %t/head.ll %t/changed.ll | not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output 2>&1 | FileCheck %s --check-prefix=CHANGED --implicit-check-not=error:
; RUN: cat %t/head.ll %t/table.ll | not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output 2>&1 | FileCheck %s --check-prefix=TABLE --implicit-check-not=error:
; RUN: cat %t/head.ll %t/unknown.ll | not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-verify-windows' -disable-output 2>&1 | FileCheck %s --check-prefix=UNKNOWN --implicit-check-not=error:

; OUTSIDE: error: {{.*}}kpkeys: window verification failed: a function that is entered at level 'red' is called at level 'default'
; OTHER: error: {{.*}}kpkeys: window verification failed: a function that is entered at level 'red' is called at level 'blue'
; PASSED: error: {{.*}}kpkeys: window verification failed: the address of a function that is entered at level 'red' is passed
; LEFT: error: {{.*}}kpkeys: window verification failed: control leaves the function at level 'default', and it was entered at 'red'
; WRONG: error: {{.*}}kpkeys: window verification failed: a write to domain 'red' runs at level 'blue'
; CHANGED: error: {{.*}}kpkeys: window verification failed: level 'red' is left at level 'blue'
; TABLE: error: {{.*}}kpkeys: window verification failed: a switch that may become an indirect branch inside a window
; UNKNOWN: error: {{.*}}kpkeys: window verification failed: no level 'green' in policy

;--- head.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.red(ptr)
declare void @__kpkeys_window.enter.red()
declare void @__kpkeys_window.leave.red()
declare void @__kpkeys_window.enter.blue()
declare void @__kpkeys_window.change.red.blue()
declare void @__kpkeys_window.leave.blue()
declare void @take(ptr)
define internal void @writes(ptr %p) nounwind "kpkeys-entry-level"="red" {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store i32 1, ptr %m
  ret void
}
;--- good.ll
define void @f(ptr %p) {
  call void @__kpkeys_window.enter.red()
  call void @writes(ptr %p)
  call void @__kpkeys_window.change.red.blue()
  call void @__kpkeys_window.leave.blue()
  ret void
}
;--- outside.ll
define void @f(ptr %p) {
  call void @writes(ptr %p)
  ret void
}
;--- other-level.ll
define void @f(ptr %p) {
  call void @__kpkeys_window.enter.blue()
  call void @writes(ptr %p)
  call void @__kpkeys_window.leave.blue()
  ret void
}
;--- passed.ll
define void @f() {
  call void @take(ptr @writes)
  ret void
}
;--- left.ll
define internal void @f(ptr %p) nounwind "kpkeys-entry-level"="red" {
  call void @__kpkeys_window.leave.red()
  ret void
}
;--- wrong.ll
define internal void @f(ptr %p) nounwind "kpkeys-entry-level"="blue" {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store i32 1, ptr %m
  ret void
}
;--- changed.ll
define void @f() {
  call void @__kpkeys_window.enter.blue()
  call void @__kpkeys_window.change.red.blue()
  call void @__kpkeys_window.leave.blue()
  ret void
}
;--- table.ll
define void @f(i32 %n) {
  call void @__kpkeys_window.enter.red()
  switch i32 %n, label %out [ i32 0, label %a i32 1, label %a i32 2, label %a i32 3, label %a ]
a:
  br label %out
out:
  call void @__kpkeys_window.leave.red()
  ret void
}
;--- unknown.ll
define internal void @f() "kpkeys-entry-level"="green" {
  ret void
}
