; Intent: windows reach across blocks, out of loops and around what is not
; foreign; where a foreign instruction stands in the way, the colder path pays.
; Running the pass twice changes nothing.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-form-windows' -S %s -o %t.once
; RUN: FileCheck %s < %t.once
; RUN: %opt -passes='kpkeys-form-windows' -S %t.once -o %t.twice
; RUN: diff -I '^; ModuleID' %t.once %t.twice
; RUN: %opt -passes='kpkeys-verify-windows' -disable-output %t.once
target triple = "x86_64-unknown-linux-gnu"

@other = global i32 0
declare ptr @__kpkeys_mark.red(ptr)
declare ptr @__kpkeys_mark.blue(ptr)
declare void @call()

; CHECK-LABEL: define void @loop(
; CHECK: call void @__kpkeys_window.enter.red()
; CHECK-NEXT: br label %loop
; CHECK-NOT: __kpkeys_window
; CHECK: out:
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
define void @loop(ptr %p, i32 %n) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  br label %loop
loop:
  %i = phi i32 [ 0, %0 ], [ %next, %loop ]
  store volatile i32 %i, ptr %m
  %next = add i32 %i, 1
  %more = icmp slt i32 %next, %n
  br i1 %more, label %loop, label %out
out:
  ret void
}

; Of a nest, too.
; CHECK-LABEL: define void @nest(
; CHECK: call void @__kpkeys_window.enter.red()
; CHECK-NEXT: br label %outer
; CHECK-NOT: __kpkeys_window
; CHECK: out:
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
define void @nest(ptr %p, i1 %c, i1 %d) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  br label %outer
outer:
  br label %inner
inner:
  store volatile i32 1, ptr %m
  br i1 %c, label %inner, label %latch
latch:
  br i1 %d, label %outer, label %out
out:
  ret void
}

; A retry loop.
; CHECK-LABEL: define void @retry(
; CHECK: call void @__kpkeys_window.enter.red()
; CHECK-NEXT: br label %try
; CHECK-NOT: __kpkeys_window
; CHECK: store i32 7
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
define void @retry(ptr %p) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %first = load i32, ptr %p
  br label %try
try:
  %old = phi i32 [ %first, %0 ], [ %seen, %try ]
  %new = add i32 %old, 1
  %pair = cmpxchg ptr %m, i32 %old, i32 %new seq_cst seq_cst
  %seen = extractvalue { i32, i1 } %pair, 0
  %done = extractvalue { i32, i1 } %pair, 1
  br i1 %done, label %out, label %try
out:
  store i32 7, ptr %m
  ret void
}

; Neighbours across a one-sided branch.
; CHECK-LABEL: define void @one_sided(
; CHECK: call void @__kpkeys_window.enter.red()
; CHECK-NEXT: store i32 1
; CHECK-NOT: __kpkeys_window
; CHECK: store i32 3
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
define void @one_sided(ptr %p, i1 %c) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store i32 1, ptr %m
  br i1 %c, label %then, label %out
then:
  store i32 2, ptr %m
  br label %out
out:
  store i32 3, ptr %m
  ret void
}

; A rare call in a loop leaves the window and comes back.
; CHECK-LABEL: define void @cold(
; CHECK: call void @__kpkeys_window.enter.red()
; CHECK: rare:
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
; CHECK-NEXT: call void @call()
; CHECK-NEXT: call void @__kpkeys_window.enter.red()
; CHECK: out:
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
define void @cold(ptr %p, i1 %c, i1 %d) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  br label %loop
loop:
  store volatile i32 1, ptr %m
  br i1 %c, label %rare, label %latch, !prof !0
rare:
  call void @call()
  br label %latch
latch:
  br i1 %d, label %loop, label %out
out:
  ret void
}

; The same call, when it is not rare, ends the window each time.
; CHECK-LABEL: define void @hot(
; CHECK: loop:
; CHECK: call void @__kpkeys_window.enter.red()
; CHECK-NEXT: store volatile
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
; CHECK-NEXT: call void @call()
define void @hot(ptr %p, i1 %d) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  br label %loop
loop:
  store volatile i32 1, ptr %m
  call void @call()
  br i1 %d, label %loop, label %out
out:
  ret void
}

; A path that does not come back pays alone.
; CHECK-LABEL: define void @dying(
; CHECK: call void @__kpkeys_window.enter.red()
; CHECK-NEXT: br label %loop
; CHECK: die:
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
; CHECK-NEXT: call void @call()
define void @dying(ptr %p, i1 %c, i1 %d) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  br label %loop
loop:
  br i1 %c, label %die, label %write
write:
  store volatile i32 1, ptr %m
  br i1 %d, label %loop, label %out
die:
  call void @call()
  unreachable
out:
  ret void
}

; Straight from one level to the next.
; CHECK-LABEL: define void @levels(
; CHECK: call void @__kpkeys_window.enter.red()
; CHECK-NEXT: store i32 1
; CHECK-NEXT: call void @__kpkeys_window.change.red.blue()
; CHECK-NEXT: store i32 2
; CHECK-NEXT: call void @__kpkeys_window.leave.blue()
define void @levels(ptr %p, ptr %q) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %n = call ptr @__kpkeys_mark.blue(ptr %q)
  store i32 1, ptr %m
  store i32 2, ptr %n
  ret void
}

; No jump table in a window; a switch without one is a branch like others.
; CHECK-LABEL: define void @jump_table(
; CHECK: store i32 1
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
; CHECK-NEXT: switch
define void @jump_table(ptr %p, i32 %n) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store i32 1, ptr %m
  switch i32 %n, label %out [ i32 0, label %a i32 1, label %b i32 2, label %a i32 3, label %b ]
a:
  store i32 2, ptr %m
  br label %out
b:
  store i32 3, ptr %m
  br label %out
out:
  ret void
}
; CHECK-LABEL: define void @compares(
; CHECK: store i32 1
; CHECK-NEXT: switch
; CHECK: out:
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
define void @compares(ptr %p, i32 %n) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store i32 1, ptr %m
  switch i32 %n, label %out [ i32 0, label %a i32 1, label %b ]
a:
  store i32 2, ptr %m
  br label %out
b:
  store i32 3, ptr %m
  br label %out
out:
  ret void
}

; Nor while it waits for somebody else.
; CHECK-LABEL: define void @waits(
; CHECK: store i32 1
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
; CHECK: store i32 2
define void @waits(ptr %p, ptr %flag) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store i32 1, ptr %m
  br label %wait
wait:
  %f = load atomic i32, ptr %flag acquire, align 4
  %set = icmp ne i32 %f, 0
  br i1 %set, label %go, label %wait
go:
  store i32 2, ptr %m
  ret void
}

; A loop without end is outside.
; CHECK-LABEL: define void @endless(
; CHECK: store i32 1
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
define void @endless(ptr %p) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store i32 1, ptr %m
  br label %loop
loop:
  br label %loop
}

; Edges into one block leave the window at one place.
; CHECK-LABEL: define void @errors(
; CHECK-COUNT-2: call void @__kpkeys_window.leave.red()
; CHECK-NOT: __kpkeys_window.leave
; CHECK: ret void
define void @errors(ptr %p, i1 %a, i1 %b, i1 %early) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  br i1 %early, label %out, label %first
first:
  store i32 1, ptr %m
  br i1 %a, label %out, label %second
second:
  store i32 2, ptr %m
  br i1 %b, label %out, label %third
third:
  store i32 3, ptr %m
  br label %out
out:
  ret void
}

; The entry block may open a window for both of its branches.
; CHECK-LABEL: define void @both(
; CHECK-COUNT-1: call void @__kpkeys_window.enter.red()
; CHECK-NOT: __kpkeys_window.enter
; CHECK: ret void
define void @both(ptr %p, i1 %c) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  br i1 %c, label %a, label %b
a:
  store i32 1, ptr %m
  br label %out
b:
  store i32 2, ptr %m
  br label %out
out:
  ret void
}

; Nothing waits for a loop of thousands of instructions.
; CHECK-LABEL: define void @far(
; CHECK: store i32 1
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
; CHECK: call void @__kpkeys_window.enter.red()
; CHECK-NEXT: store i32 2
define void @far(ptr %p, i1 %c, i1 %d, i1 %e) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store i32 1, ptr %m
  br label %a
a:
  br label %b
b:
  br label %c1
c1:
  %x = load volatile i32, ptr @other
  br i1 %c, label %c1, label %b1, !prof !1
b1:
  br i1 %d, label %b, label %a1, !prof !1
a1:
  br i1 %e, label %a, label %out, !prof !1
out:
  store i32 2, ptr %m
  ret void
}

; Code that is never reached has windows, if ever it is.
; CHECK-LABEL: define void @unreached(
; CHECK: dead:
; CHECK-NEXT: call void @__kpkeys_window.enter.red()
; CHECK-NEXT: store i32 1
; CHECK-NEXT: call void @__kpkeys_window.leave.red()
define void @unreached(ptr %p) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  ret void
dead:
  store i32 1, ptr %m
  br label %dead
}

!0 = !{!"branch_weights", i32 1, i32 2000}
!1 = !{!"branch_weights", i32 100, i32 1}
