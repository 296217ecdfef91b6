; Intent: a call in a window that may throw leaves the window on its way out, too:
; as an invoke that has a landing pad, shared or not, or that gets one. What was
; thrown may have run at any level.
; RUN: %opt -S -passes='kpkeys-attach-config<target=pku>,kpkeys-form-windows,kpkeys-verify-windows' %s | FileCheck %s

target triple = "x86_64-unknown-linux-gnu"

; CHECK-LABEL: define void @call(ptr %p) personality ptr @__gcc_personality_v0
; CHECK: call void @__kpkeys_window.enter.protected()
; CHECK-NEXT: invoke {{.*}} @read(
; CHECK-NEXT: to label %[[ON:.*]] unwind label %[[PAD:.*]]
; CHECK: [[ON]]:
; CHECK-NEXT: call void @__kpkeys_window.leave.protected()
; CHECK: [[PAD]]:
; CHECK-NEXT: landingpad { ptr, i32 }
; CHECK-NEXT: cleanup
; CHECK-NEXT: call void @"__kpkeys_window.leave.<unknown>"()
; CHECK-NEXT: resume
define void @call(ptr %p) {
  %m = call ptr @__kpkeys_mark.protected(ptr %p)
  %n = call i64 @read(i32 0, ptr %m, i64 4)
  ret void
}

; CHECK-LABEL: define void @quiet(
; CHECK-NOT: invoke
; CHECK: ret void
define void @quiet(ptr %p) nounwind {
  %m = call ptr @__kpkeys_mark.protected(ptr %p)
  %n = call i64 @read(i32 0, ptr %m, i64 4)
  ret void
}

; CHECK-LABEL: define void @shared(
; CHECK: invoke void @other()
; CHECK-NEXT: to label %[[NEXT:.*]] unwind label %[[OTHERS:.*]]
; CHECK: [[NEXT]]:
; CHECK: call void @__kpkeys_window.enter.protected()
; CHECK-NEXT: invoke {{.*}} @read(
; CHECK-NEXT: to label %[[DONE:.*]] unwind label %[[OWN:.*]]
; CHECK: [[DONE]]:
; CHECK-NEXT: call void @__kpkeys_window.leave.protected()
; CHECK: [[OWN]]:
; CHECK-NEXT: landingpad
; CHECK-NEXT: cleanup
; CHECK-NEXT: call void @"__kpkeys_window.leave.<unknown>"()
; CHECK: [[OTHERS]]:
; CHECK-NEXT: landingpad
; CHECK-NEXT: cleanup
; CHECK-NOT: leave
; CHECK: resume
define void @shared(ptr %p) personality ptr @__gxx_personality_v0 {
  %m = call ptr @__kpkeys_mark.protected(ptr %p)
  invoke void @other() to label %next unwind label %pad
next:
  %n = invoke i64 @read(i32 0, ptr %m, i64 4) to label %done unwind label %pad
done:
  ret void
pad:
  %e = landingpad { ptr, i32 } cleanup
  resume { ptr, i32 } %e
}

declare ptr @__kpkeys_mark.protected(ptr)
declare i64 @read(i32, ptr, i64)
declare void @other()
declare i32 @__gxx_personality_v0(...)
