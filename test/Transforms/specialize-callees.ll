; Intent: a callee in the module gets a clone in which the parameter is marked,
; and the marked call goes there; ordinary callers keep the original. Recursion
; ends, results are followed, and a clone in which nothing happens is dropped.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-specialize-callees' -S %s -o %t.once
; RUN: FileCheck %s < %t.once
; RUN: %opt -passes=kpkeys-specialize-callees -S %t.once -o %t.twice
; RUN: diff -I '^; ModuleID' %t.once %t.twice
; RUN: %opt -passes='kpkeys-form-windows,kpkeys-verify-windows' -disable-output %t.once
target triple = "x86_64-unknown-linux-gnu"

declare ptr @__kpkeys_mark.red(ptr)
declare ptr @__kpkeys_mark.blue(ptr)

; CHECK-LABEL: define void @caller(
; CHECK: call void @writes.kpkeys.red(ptr %m, i32 1)
; CHECK-NEXT: call void @recurses.kpkeys.red(ptr %m, i32 3)
; CHECK-NEXT: %r = call ptr @slot.kpkeys.red(ptr %m)
; CHECK-NEXT: %[[R:.*]] = call ptr @__kpkeys_mark.red(ptr %r)
; CHECK-NEXT: store i32 5, ptr %[[R]]
; CHECK-NEXT: call void @only_reads(ptr {{"?kpkeys-reads"?}} %m)
; CHECK-NEXT: call void @replaceable(ptr %m)
; CHECK-NEXT: call void @writes.kpkeys.blue(ptr %b, i32 1)
define void @caller(ptr %p) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %b = call ptr @__kpkeys_mark.blue(ptr %p)
  call void @writes(ptr %m, i32 1)
  call void @recurses(ptr %m, i32 3)
  %r = call ptr @slot(ptr %m)
  store i32 5, ptr %r
  call void @only_reads(ptr %m)
  call void @replaceable(ptr %m)
  call void @writes(ptr %b, i32 1)
  ret void
}

; CHECK-LABEL: define void @ordinary(
; CHECK-NEXT: call void @writes(ptr %p, i32 1)
; CHECK-NEXT: %r = call ptr @slot(ptr %p)
; CHECK-NEXT: ret void
define void @ordinary(ptr %p) {
  call void @writes(ptr %p, i32 1)
  %r = call ptr @slot(ptr %p)
  ret void
}

; CHECK-LABEL: define void @writes(
; CHECK-NEXT: store i32 %v, ptr %p
define void @writes(ptr %p, i32 %v) noinline {
  store i32 %v, ptr %p
  ret void
}

define void @recurses(ptr %p, i32 %n) noinline {
  %done = icmp eq i32 %n, 0
  br i1 %done, label %out, label %more
more:
  store i32 %n, ptr %p
  %next = getelementptr i8, ptr %p, i64 4
  %less = sub i32 %n, 1
  call void @recurses(ptr %next, i32 %less)
  br label %out
out:
  ret void
}

define ptr @slot(ptr %p) noinline {
  %s = getelementptr i8, ptr %p, i64 8
  ret ptr %s
}

define void @only_reads(ptr %p) noinline {
  %x = load volatile i32, ptr %p
  ret void
}

define weak void @replaceable(ptr %p) noinline {
  store i32 1, ptr %p
  ret void
}

; CHECK-DAG: define internal void @writes.kpkeys.red(ptr {{.*}}%p, i32 %v)
; CHECK-DAG: define internal void @writes.kpkeys.blue(ptr {{.*}}%p, i32 %v)
; CHECK-DAG: call void @recurses.kpkeys.red(ptr %next, i32 %less)
; CHECK-NOT: define internal {{.*}}@only_reads
