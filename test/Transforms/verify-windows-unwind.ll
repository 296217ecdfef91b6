; Intent: a call in a window that an exception may leave is refused, unless the
; window ends on that way, too.
; RUN: split-file %s %t
; RUN: not %opt -passes='kpkeys-attach-config<target=pku>,kpkeys-verify-windows' -disable-output %t/call.ll 2>&1 | FileCheck %s --check-prefix=CALL
; RUN: not %opt -passes='kpkeys-attach-config<target=pku>,kpkeys-verify-windows' -disable-output %t/resume.ll 2>&1 | FileCheck %s --check-prefix=RESUME
; CALL: window verification failed: a call that may throw inside a window
; RESUME: window verification failed: control leaves the function inside a window

//--- call.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.protected(ptr)
declare void @__kpkeys_window.enter.protected()
declare void @__kpkeys_window.leave.protected()
declare i64 @read(i32, ptr, i64)
define void @f(ptr %p) {
  %m = call ptr @__kpkeys_mark.protected(ptr %p)
  call void @__kpkeys_window.enter.protected()
  %n = call i64 @read(i32 0, ptr %m, i64 4)
  call void @__kpkeys_window.leave.protected()
  ret void
}
//--- resume.ll
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.protected(ptr)
declare void @__kpkeys_window.enter.protected()
declare void @__kpkeys_window.leave.protected()
declare i64 @read(i32, ptr, i64)
declare i32 @__gxx_personality_v0(...)
define void @f(ptr %p) personality ptr @__gxx_personality_v0 {
  %m = call ptr @__kpkeys_mark.protected(ptr %p)
  call void @__kpkeys_window.enter.protected()
  %n = invoke i64 @read(i32 0, ptr %m, i64 4) to label %done unwind label %pad
done:
  call void @__kpkeys_window.leave.protected()
  ret void
pad:
  %e = landingpad { ptr, i32 } cleanup
  resume { ptr, i32 } %e
}
