; Intent: a call through a pointer becomes direct calls to clones if all that the
; pointer may be is in the module; if not, it stays as it is and is reported.
; Ordinary callers keep the pointer. Recursion ends.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-specialize-callees' -S %s -o %t.once
; RUN: FileCheck %s < %t.once
; RUN: %opt -passes=kpkeys-specialize-callees -S %t.once -o %t.twice
; RUN: diff -I '^; ModuleID' %t.once %t.twice
; RUN: %opt -passes='kpkeys-report-escapes,kpkeys-form-windows,kpkeys-verify-windows' -disable-output %t.once 2>&1 | FileCheck %s --check-prefix=REPORT --implicit-check-not=warning:
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

declare ptr @__kpkeys_mark.red(ptr)

@table = internal constant [2 x { i32, ptr }] [{ i32, ptr } { i32 1, ptr @one }, { i32, ptr } { i32 2, ptr @two }]
@kept = internal global ptr null
@seen = internal global ptr @one
@open = internal global ptr @one
@outside = global ptr @one
@many = internal constant [9 x ptr] [ptr @m1, ptr @m2, ptr @m3, ptr @m4, ptr @m5, ptr @m6, ptr @m7, ptr @m8, ptr @m9]
@wrong = internal constant ptr @other_type
@tree = internal constant ptr @recurses
@halves = internal global [2 x i32] zeroinitializer

; CHECK-LABEL: define void @in_table(
; CHECK: icmp eq ptr %f, @one
; CHECK: call void @one.kpkeys.red(ptr %m)
; CHECK: icmp eq ptr %f, @two
; CHECK: call void @two.kpkeys.red(ptr %m)
; CHECK: call void %f(ptr {{"?kpkeys-reads"?}} %m)
define void @in_table(ptr %p, i64 %i) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %at = getelementptr [2 x { i32, ptr }], ptr @table, i64 0, i64 %i, i32 1
  %f = load ptr, ptr %at
  call void %f(ptr %m)
  ret void
}

; CHECK-LABEL: define void @ordinary(
; CHECK-NEXT: %at = getelementptr
; CHECK-NEXT: %f = load ptr, ptr %at
; CHECK-NEXT: call void %f(ptr %p)
; CHECK-NEXT: ret void
define void @ordinary(ptr %p, i64 %i) {
  %at = getelementptr [2 x { i32, ptr }], ptr @table, i64 0, i64 %i, i32 1
  %f = load ptr, ptr %at
  call void %f(ptr %p)
  ret void
}

; A loop over the table, the end of which is an address.
; CHECK-LABEL: define void @each(
; CHECK: call void @one.kpkeys.red(ptr %m)
; CHECK: call void @two.kpkeys.red(ptr %m)
define void @each(ptr %p) {
entry:
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  br label %loop
loop:
  %row = phi ptr [ @table, %entry ], [ %next, %loop ]
  %at = getelementptr i8, ptr %row, i64 8
  %f = load ptr, ptr %at
  call void %f(ptr %m)
  %next = getelementptr i8, ptr %row, i64 16
  %done = icmp eq ptr %next, getelementptr (i8, ptr @table, i64 32)
  br i1 %done, label %out, label %loop
out:
  ret void
}

; The same with an index, in bytes.
; CHECK-LABEL: define void @each_index(
; CHECK: call void @one.kpkeys.red(ptr %m)
; CHECK: call void @two.kpkeys.red(ptr %m)
define void @each_index(ptr %p) {
entry:
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %next, %loop ]
  %row = getelementptr i8, ptr @table, i64 %i
  %at = getelementptr i8, ptr %row, i64 8
  %f = load ptr, ptr %at
  call void %f(ptr %m)
  %next = add i64 %i, 16
  %done = icmp eq i64 %next, 32
  br i1 %done, label %out, label %loop
out:
  ret void
}

; CHECK-LABEL: define void @one_of(
; CHECK: call void @one.kpkeys.red(ptr %m)
; CHECK: call void @two.kpkeys.red(ptr %m)
define void @one_of(ptr %p, i1 %c) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %f = select i1 %c, ptr @one, ptr @two
  call void %f(ptr %m)
  ret void
}

; Null is no target.
; CHECK-LABEL: define void @variable(
; CHECK: call void @two.kpkeys.red(ptr %m)
; CHECK-NOT: @one
; CHECK: call void %f(ptr {{"?kpkeys-reads"?}} %m)
define void @variable(ptr %p) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store ptr @two, ptr @kept
  %f = load ptr, ptr @kept
  call void %f(ptr %m)
  ret void
}

; CHECK-LABEL: define void @local(
; CHECK-DAG: call void @one.kpkeys.red(ptr %m)
; CHECK-DAG: call void @two.kpkeys.red(ptr %m)
define void @local(ptr %p, i1 %c) {
  %slot = alloca { ptr, ptr }
  %copy = alloca { ptr, ptr }
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %second = getelementptr { ptr, ptr }, ptr %slot, i32 0, i32 1
  store ptr null, ptr %slot
  store ptr @one, ptr %second
  br i1 %c, label %more, label %go
more:
  store ptr @two, ptr %second
  br label %go
go:
  call void @llvm.memcpy.p0.p0.i64(ptr %copy, ptr %slot, i64 16, i1 false)
  %copied = getelementptr { ptr, ptr }, ptr %copy, i32 0, i32 1
  %f = load ptr, ptr %copied
  call void %f(ptr %m)
  ret void
}

; CHECK-LABEL: define void @passes_on(
; CHECK: call void @apply.kpkeys.red(ptr %m, ptr @one)
define void @passes_on(ptr %p) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void @apply(ptr %m, ptr @one)
  ret void
}
; CHECK-LABEL: define void @passes_on_other(
; CHECK: call void @apply.kpkeys.red(ptr %m, ptr @two)
define void @passes_on_other(ptr %p) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void @apply(ptr %m, ptr @two)
  ret void
}
; CHECK-LABEL: define internal void @apply(
; CHECK-NEXT: call void %f(ptr %p)
define internal void @apply(ptr %p, ptr %f) noinline {
  call void %f(ptr %p)
  ret void
}

; CHECK-LABEL: define void @returned(
; CHECK: call void @one.kpkeys.red(ptr %m)
; CHECK: call void @two.kpkeys.red(ptr %m)
define void @returned(ptr %p, i1 %c) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %f = call ptr @pick(i1 %c)
  call void %f(ptr %m)
  ret void
}
define internal ptr @pick(i1 %c) noinline {
  br i1 %c, label %a, label %b
a:
  ret ptr @one
b:
  ret ptr @two
}

; CHECK-LABEL: define void @recursion(
; CHECK: call void @recurses.kpkeys.red(ptr %m, i32 3)
define void @recursion(ptr %p) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %f = load ptr, ptr @tree
  call void %f(ptr %m, i32 3)
  ret void
}
define internal void @recurses(ptr %p, i32 %n) {
  %done = icmp eq i32 %n, 0
  br i1 %done, label %out, label %more
more:
  store i32 %n, ptr %p
  %f = load ptr, ptr @tree
  %less = sub i32 %n, 1
  call void %f(ptr %p, i32 %less)
  br label %out
out:
  ret void
}

; Not known: written elsewhere, volatile, kept elsewhere, too many, of another
; type, and put together of halves.
; REPORT: warning: {{.*}}in function written_elsewhere {{.*}}is passed to an indirect callee
; CHECK-LABEL: define void @written_elsewhere(
; CHECK: call void %f(ptr %m)
define void @written_elsewhere(ptr %p) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %f = load ptr, ptr @outside
  call void %f(ptr %m)
  ret void
}
; REPORT: warning: {{.*}}in function changes_by_itself {{.*}}is passed to an indirect callee
; CHECK-LABEL: define void @changes_by_itself(
; CHECK: call void %f(ptr %m)
define void @changes_by_itself(ptr %p) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %f = load volatile ptr, ptr @seen
  call void %f(ptr %m)
  ret void
}
; REPORT: warning: {{.*}}in function address_kept {{.*}}is passed to an indirect callee
; CHECK-LABEL: define void @address_kept(
; CHECK: call void %f(ptr %m)
declare void @keep(ptr)
define void @address_kept(ptr %p) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void @keep(ptr @open)
  %f = load ptr, ptr @open
  call void %f(ptr %m)
  ret void
}
; REPORT: warning: {{.*}}in function too_many {{.*}}is passed to an indirect callee
; CHECK-LABEL: define void @too_many(
; CHECK: call void %f(ptr %m)
define void @too_many(ptr %p, i64 %i) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %at = getelementptr [9 x ptr], ptr @many, i64 0, i64 %i
  %f = load ptr, ptr %at
  call void %f(ptr %m)
  ret void
}
; REPORT: warning: {{.*}}in function of_other_type {{.*}}is passed to an indirect callee
; CHECK-LABEL: define void @of_other_type(
; CHECK: call void %f(ptr %m)
define void @of_other_type(ptr %p) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %f = load ptr, ptr @wrong
  call void %f(ptr %m)
  ret void
}
; REPORT: warning: {{.*}}in function two_halves {{.*}}is passed to an indirect callee
; CHECK-LABEL: define void @two_halves(
; CHECK: call void %f(ptr %m)
define void @two_halves(ptr %p, i32 %half) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store ptr @one, ptr @halves
  store i32 %half, ptr @halves
  %f = load ptr, ptr @halves
  call void %f(ptr %m)
  ret void
}

; CHECK-LABEL: define internal void @one(
; CHECK-NEXT: store i32 1, ptr %p
define internal void @one(ptr %p) {
  store i32 1, ptr %p
  ret void
}
define internal void @two(ptr %p) {
  store i32 2, ptr %p
  ret void
}
define internal void @other_type(ptr %p, i32 %n) {
  store i32 %n, ptr %p
  ret void
}
declare void @m1(ptr)
declare void @m2(ptr)
declare void @m3(ptr)
declare void @m4(ptr)
declare void @m5(ptr)
declare void @m6(ptr)
declare void @m7(ptr)
declare void @m8(ptr)
declare void @m9(ptr)
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

; CHECK-LABEL: define internal void @recurses.kpkeys.red(
; CHECK: call void @recurses.kpkeys.red(ptr %{{.*}}, i32 %less)
; CHECK-LABEL: define internal void @apply.kpkeys.red(
; CHECK: call void @one.kpkeys.red(
; CHECK: call void @two.kpkeys.red(
