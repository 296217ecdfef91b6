; Intent: code in a scope runs at the scope's level, with one enter and one leave
; however much it holds; what the level allows needs no window; a call that may
; have switched is followed by a switch that sets all fields; what does not come
; back runs outside. Running the pass twice changes nothing.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-form-windows' -S %s -o %t.once 2> %t.reports -pass-remarks=kpkeys
; RUN: FileCheck %s --check-prefix=REPORT < %t.reports
; RUN: FileCheck %s < %t.once
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml;windows=per-access>,kpkeys-form-windows,kpkeys-verify-windows' -disable-output %s
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml;windows=block>,kpkeys-form-windows,kpkeys-verify-windows' -disable-output %s
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml;windows=relaxed>,kpkeys-form-windows,kpkeys-verify-windows' -disable-output %s
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml;windows=relaxed;exposure=calls:known>,kpkeys-form-windows,kpkeys-verify-windows' -S %s | FileCheck %s --check-prefix=KNOWN
; RUN: sed 's/^domains:/leave: saved\n&/' %inputs/policies/two-domains.yaml > %t.saved.yaml
; RUN: %opt -passes='kpkeys-attach-config<policy=%t.saved.yaml;windows=relaxed;exposure=calls:known>,kpkeys-form-windows,kpkeys-verify-windows' -disable-output %s
; RUN: %opt -passes='kpkeys-form-windows' -S %t.once -o %t.twice
; RUN: diff -I '^; ModuleID' %t.once %t.twice
; RUN: %opt -passes='kpkeys-verify-windows' -disable-output %t.once
; RUN: %opt -passes='kpkeys-lower-windows' -S %t.once -o - | FileCheck %s --check-prefix=LOWER --implicit-check-not=__kpkeys --implicit-check-not='alloca i8'
target triple = "x86_64-unknown-linux-gnu"

; A scope says what it holds, and what it calls without that being declared for
; the level.
; REPORT-DAG: remark: {{.*}}scope at level 'red': 1 instruction, 2 switch places, longest path 1; 1 foreign store
; REPORT-DAG: remark: {{.*}}scope at level 'red' for domain 'red': 1 write in 2 instructions, 2 switch places, longest path 2; 1 foreign store
; REPORT-DAG: warning: {{.*}}kpkeys: this call of 'unknown' runs at level 'red', which it is not declared for; give the function kpkeys_requires("red"), or end the scope before
; REPORT-DAG: warning: {{.*}}this call of 'unknown_too' runs at level 'red'
; REPORT-DAG: remark: {{.*}}scope at level 'red': {{.*}}all of 'unknown' runs in it

@other = global i32 0
declare ptr @__kpkeys_mark.red(ptr)
declare ptr @__kpkeys_mark.blue(ptr)
declare void @__kpkeys_scope.begin.red()
declare void @__kpkeys_scope.end.red(ptr)
declare void @__kpkeys_scope.begin.blue()
declare void @__kpkeys_scope.end.blue(ptr)
declare void @__kpkeys_scope.begin.default()
declare void @__kpkeys_scope.end.default(ptr)
declare ptr @__kpkeys_callee.red(ptr) memory(none)
declare i64 @kpkeys_set_level(i32)
declare void @kpkeys_restore_pkey_reg(i64)
declare void @unknown()
declare void @unknown_too()
declare void @abort() noreturn
declare i32 @fputs(ptr, ptr)
declare i64 @time(ptr)
declare i32 @__gxx_personality_v0(...)
declare i32 @setjmp(ptr) returns_twice
declare void @at_red() #0
declare void @keeps() #1

; CHECK-LABEL: define void @stores(
; CHECK: enter.red
; CHECK: store i32 1, ptr @other
; CHECK-NEXT: leave.red
; CHECK-NOT: __kpkeys_window
; CHECK: ret void
; LOWER-LABEL: define void @stores(
; LOWER: enter red
; LOWER-NEXT: {{^ *}}store
define void @stores() {
  %v = alloca i8
  call void @__kpkeys_scope.begin.red()
  store i32 1, ptr @other
  call void @__kpkeys_scope.end.red(ptr %v)
  ret void
}

; A scope that needs nothing switches nothing.
; CHECK-LABEL: define i32 @empty(
; CHECK-NOT: __kpkeys_window
; CHECK: ret i32
define i32 @empty() {
  call void @__kpkeys_scope.begin.red()
  %x = load i32, ptr @other
  call void @__kpkeys_scope.end.red(ptr null)
  ret i32 %x
}

; CHECK-LABEL: define void @neighbours(
; CHECK: enter.red
; CHECK-NOT: __kpkeys_window
; CHECK: store i32 2
; CHECK-NEXT: leave.red
define void @neighbours() {
  call void @__kpkeys_scope.begin.red()
  store i32 1, ptr @other
  call void @__kpkeys_scope.end.red(ptr null)
  call void @__kpkeys_scope.begin.red()
  store i32 2, ptr @other
  call void @__kpkeys_scope.end.red(ptr null)
  ret void
}

; CHECK-LABEL: define void @accesses(
; CHECK: enter.red
; CHECK: store i32 1
; CHECK-NEXT: store i32 2, ptr @other
; CHECK-NEXT: change.red.blue
; CHECK-NEXT: store i32 3
; CHECK-NEXT: change.blue.red
; CHECK: store i32 4, ptr @other
; CHECK-NEXT: leave.red
define void @accesses(ptr %p, ptr %q) {
  %r = call ptr @__kpkeys_mark.red(ptr %p)
  %b = call ptr @__kpkeys_mark.blue(ptr %q)
  call void @__kpkeys_scope.begin.red()
  store i32 1, ptr %r
  store i32 2, ptr @other
  store i32 3, ptr %b
  store i32 4, ptr @other
  call void @__kpkeys_scope.end.red(ptr null)
  ret void
}

; Nested ones, and one that drops the level.
; CHECK-LABEL: define void @nested(
; CHECK: enter.red
; CHECK: store i32 1, ptr @other
; CHECK-NEXT: change.red.blue
; CHECK: store i32 2, ptr @other
; CHECK: change.blue.red
; CHECK: store i32 3, ptr @other
; CHECK-NEXT: leave.red
; CHECK: store i32 4, ptr @other
; CHECK: enter.red
; CHECK: store i32 5, ptr @other
; CHECK-NEXT: leave.red
define void @nested() {
  call void @__kpkeys_scope.begin.red()
  store i32 1, ptr @other
  call void @__kpkeys_scope.begin.blue()
  store i32 2, ptr @other
  call void @__kpkeys_scope.end.blue(ptr null)
  store i32 3, ptr @other
  call void @__kpkeys_scope.begin.default()
  store i32 4, ptr @other
  call void @__kpkeys_scope.end.default(ptr null)
  store i32 5, ptr @other
  call void @__kpkeys_scope.end.red(ptr null)
  ret void
}

; CHECK-LABEL: define void @calls(
; CHECK: enter.red
; CHECK: call void @unknown()
; CHECK-NEXT: call void @"__kpkeys_window.change.<unknown>.red"()
; CHECK-NEXT: call void @unknown_too()
; CHECK-NEXT: call void @"__kpkeys_window.leave.<unknown>"()
; LOWER-LABEL: define void @calls(
; LOWER: enter red
; LOWER: call void @unknown()
; LOWER-NEXT: {{.*}}set red{{.*}}rdpkru{{.*}}andl $$-64, %eax{{.*}}orl $$32, %eax
; LOWER: call void @unknown_too()
; LOWER-NEXT: {{.*}}set default{{.*}}orl $$40, %eax
define void @calls() {
  call void @__kpkeys_scope.begin.red()
  call void @unknown()
  call void @unknown_too()
  call void @__kpkeys_scope.end.red(ptr null)
  ret void
}

define internal i32 @quiet(i32 %x) noinline {
  store i32 %x, ptr @other
  ret i32 %x
}

; What changes no level needs nothing.
; CHECK-LABEL: define void @quiet_calls(
; CHECK: enter.red
; CHECK: call i32 @quiet(
; CHECK-NEXT: call void @keeps()
; CHECK-NEXT: leave.red
define void @quiet_calls() {
  call void @__kpkeys_scope.begin.red()
  call i32 @quiet(i32 1)
  call void @keeps()
  call void @__kpkeys_scope.end.red(ptr null)
  ret void
}

; CHECK-LABEL: define void @dies(
; CHECK: store i32 1
; CHECK: dies:
; CHECK: leave.red
; CHECK-NEXT: call void @abort()
; CHECK-NEXT: unreachable
; CHECK: lives:
; CHECK: store i32 2
; CHECK: leave.red
define void @dies(i1 %c) {
  call void @__kpkeys_scope.begin.red()
  store i32 1, ptr @other
  br i1 %c, label %dies, label %lives
dies:
  call void @abort()
  unreachable
lives:
  store i32 2, ptr @other
  call void @__kpkeys_scope.end.red(ptr null)
  ret void
}

; The optimizer may let two paths share what does not come back.
; CHECK-LABEL: define void @share_death(
; CHECK: dies:
; CHECK: call void @abort()
define void @share_death(i1 %c, i1 %d) {
  br i1 %c, label %dies, label %begins
begins:
  call void @__kpkeys_scope.begin.red()
  store i32 1, ptr @other
  br i1 %d, label %dies, label %lives
lives:
  store i32 2, ptr @other
  call void @__kpkeys_scope.end.red(ptr null)
  ret void
dies:
  call void @abort()
  unreachable
}

; CHECK-LABEL: define void @requires(
; CHECK-NOT: __kpkeys_window
; CHECK: store i32 1
; CHECK-NEXT: store i32 2
; CHECK-NEXT: call void @__kpkeys_window.change.red.blue()
; CHECK: store i32 3
; CHECK-NEXT: call void @__kpkeys_window.change.blue.red()
; CHECK-NEXT: ret void
define void @requires(ptr %p, ptr %q) #0 {
  %r = call ptr @__kpkeys_mark.red(ptr %p)
  %b = call ptr @__kpkeys_mark.blue(ptr %q)
  store i32 1, ptr %r
  store i32 2, ptr @other
  store i32 3, ptr %b
  ret void
}

; Calls of such functions need a window, by name or by pointer.
; CHECK-LABEL: define void @calls_requires(
; CHECK: enter.red
; CHECK: call void @at_red()
; CHECK: call void %m()
; CHECK-NEXT: leave.red
; CHECK: call void @unknown()
; LOWER-LABEL: define void @calls_requires(
; LOWER: call void %f()
define void @calls_requires(ptr %f) {
  call void @at_red()
  %m = call ptr @__kpkeys_callee.red(ptr %f)
  call void %m()
  call void @unknown()
  ret void
}

; CHECK-LABEL: define void @saved(
; CHECK-NEXT: %[[SAVED:.*]] = call i64 @__kpkeys_window.read()
; CHECK: call void @"__kpkeys_window.change.<saved>.red"()
; CHECK-NEXT: store i32 1
; CHECK-NEXT: call void @"__kpkeys_window.change.red.<saved>"(i64 %[[SAVED]])
; CHECK: call void @unknown()
; CHECK-NEXT: call void @"__kpkeys_window.change.<unknown>.<saved>"(i64 %[[SAVED]])
; CHECK-NEXT: ret void
; LOWER-LABEL: define void @saved(
; LOWER: rdpkru
; LOWER: enter red
; LOWER: restore{{.*}}rdpkru{{.*}}xorl %eax, $1{{.*}}andl $$63, $1{{.*}}xorl $1, %eax{{.*}}wrpkru
define void @saved(ptr %p) #1 {
  %r = call ptr @__kpkeys_mark.red(ptr %p)
  store i32 1, ptr %r
  call void @unknown()
  ret void
}

; CHECK-LABEL: define void @throws(
; CHECK: enter.red
; CHECK: invoke void @keeps()
; CHECK: normal:
; CHECK: leave.red
; CHECK: pad:
; CHECK-NEXT: landingpad
; CHECK-NEXT: cleanup
; CHECK-NEXT: call void @"__kpkeys_window.leave.<unknown>"()
; CHECK: resume
define void @throws() personality ptr @__gxx_personality_v0 {
  call void @__kpkeys_scope.begin.red()
  invoke void @keeps() to label %normal unwind label %pad
normal:
  call void @__kpkeys_scope.end.red(ptr null)
  ret void
pad:
  %e = landingpad { ptr, i32 } cleanup
  call void @__kpkeys_scope.end.red(ptr null)
  resume { ptr, i32 } %e
}

; A jump may come from a scope of anybody.
; CHECK-LABEL: define void @lands(
; CHECK: call i32 @setjmp(
; CHECK-NEXT: call void @"__kpkeys_window.leave.<unknown>"()
; CHECK-NEXT: call void @unknown()
define void @lands(ptr %where) {
  call i32 @setjmp(ptr %where) returns_twice
  call void @unknown()
  ret void
}

; The manual interface says where code runs as well.
; CHECK-LABEL: define void @manual(
; CHECK-NOT: __kpkeys_window
; CHECK: ret void
; LOWER-LABEL: define void @manual(
; LOWER: %[[OLD:.*]] = call i32 asm sideeffect "# kpkeys: read
; LOWER: set red
; LOWER: store i32 1
; LOWER-NOT: br
; LOWER: restore
define void @manual(ptr %p) {
  %r = call ptr @__kpkeys_mark.red(ptr %p)
  %old = call i64 @kpkeys_set_level(i32 2)
  store i32 1, ptr %r
  call void @kpkeys_restore_pkey_reg(i64 %old)
  ret void
}

; One that begins what its caller guards.
; CHECK-LABEL: define i64 @begins_guard(
; CHECK: call i64 @kpkeys_set_level(
; CHECK-NOT: leave
; CHECK: ret i64
define i64 @begins_guard() {
  %old = call i64 @kpkeys_set_level(i32 2)
  ret i64 %old
}

; A loop of scopes around plain stores enters once.
; CHECK-LABEL: define void @loop(
; CHECK: enter.red
; CHECK: loop:
; CHECK-NOT: __kpkeys_window
; CHECK: out:
; CHECK-NEXT: leave.red
define void @loop(i32 %n) {
  br label %loop
loop:
  %i = phi i32 [ 0, %0 ], [ %next, %loop ]
  call void @__kpkeys_scope.begin.red()
  store volatile i32 %i, ptr @other
  call void @__kpkeys_scope.end.red(ptr null)
  %next = add i32 %i, 1
  %more = icmp slt i32 %next, %n
  br i1 %more, label %loop, label %out
out:
  ret void
}

; A relaxed window goes over a known call; behind one in a scope a switch sets the
; level again unless the function keeps it.
; KNOWN-LABEL: define void @known_calls(
; KNOWN: enter.red
; KNOWN: call i32 @fputs(
; KNOWN-NEXT: call void @"__kpkeys_window.change.<unknown>.red"()
; KNOWN-NEXT: store i32 2
; KNOWN-NEXT: call i64 @time(
; KNOWN-NEXT: store i32 3
; KNOWN-NOT: __kpkeys_window
; KNOWN: store i32 4
; KNOWN-NEXT: call i32 @fputs(
; KNOWN-NEXT: store i32 5
; KNOWN-NEXT: leave.red
; KNOWN-NOT: __kpkeys_window
; KNOWN: ret void
define void @known_calls(ptr %p) nounwind {
  %r = call ptr @__kpkeys_mark.red(ptr %p)
  call void @__kpkeys_scope.begin.red()
  store i32 1, ptr %r
  call i32 @fputs(ptr @other, ptr @other)
  store i32 2, ptr %r
  call i64 @time(ptr null)
  store i32 3, ptr %r
  call void @__kpkeys_scope.end.red(ptr null)
  store i32 4, ptr %r
  call i32 @fputs(ptr @other, ptr @other)
  store i32 5, ptr %r
  ret void
}

; KNOWN-LABEL: define void @known_call_last(
; KNOWN: call i32 @fputs(
; KNOWN-NEXT: call void @"__kpkeys_window.leave.<unknown>"()
define void @known_call_last(ptr %p) nounwind {
  %r = call ptr @__kpkeys_mark.red(ptr %p)
  call void @__kpkeys_scope.begin.red()
  store i32 1, ptr %r
  call i32 @fputs(ptr @other, ptr @other)
  call void @__kpkeys_scope.end.red(ptr null)
  ret void
}

attributes #0 = { "llvm.assume"="kpkeys_requires=red" }
attributes #1 = { "llvm.assume"="kpkeys_leave=saved" }
