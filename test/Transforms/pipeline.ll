; Intent: the whole pipeline leaves no marker and no pseudo call, and running it
; again changes nothing.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys' -S %s -o %t.once
; RUN: FileCheck %s --implicit-check-not=__kpkeys_mark --implicit-check-not=__kpkeys_window < %t.once
; RUN: %opt -passes=kpkeys -S %t.once -o %t.twice
; RUN: diff -I '^; ModuleID' %t.once %t.twice
; RUN: %opt -passes='kpkeys-lower-windows,kpkeys-emit-records' -S %t.once -o %t.twice
; RUN: diff -I '^; ModuleID' %t.once %t.twice
target triple = "x86_64-unknown-linux-gnu"

@g = global i32 0, section "kpkeys_data_red"
declare ptr @__kpkeys_mark.red(ptr)

; CHECK: @__kpkeys_start.red
; CHECK: @__kpkeys_policy.pku
; CHECK: asm sideeffect "# kpkeys: enter red
; CHECK-NEXT: store i32 1, ptr @g
; CHECK-NEXT: call i32 asm sideeffect "# kpkeys: leave red
define void @f() {
  %m = call ptr @__kpkeys_mark.red(ptr @g)
  store i32 1, ptr %m
  ret void
}
