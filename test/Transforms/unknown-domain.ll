; Intent: a marker of a domain that the module's policy lacks is an error; it is
; never dropped, which would leave its writes without a window.
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys' -disable-output %s 2>&1 | FileCheck %s
; CHECK: error: {{.*}}kpkeys: {{.*}}green
target triple = "x86_64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.green(ptr)
define void @f(ptr %p) {
  %m = call ptr @__kpkeys_mark.green(ptr %p)
  store i32 1, ptr %m
  ret void
}
