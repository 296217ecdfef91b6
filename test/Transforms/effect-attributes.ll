; Intent: what was inferred about a function before it got a window is dropped
; from it, from its callers and from their calls; other functions keep it.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-form-windows' -S %s | FileCheck %s
target triple = "x86_64-unknown-linux-gnu"

declare ptr @__kpkeys_mark.red(ptr)

; CHECK: define void @writes(ptr %p) #[[WRITES:[0-9]+]] {
define void @writes(ptr %p) #0 {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store i32 1, ptr %m
  ret void
}
; CHECK: define void @calls(ptr %p) #[[WRITES]] {
; CHECK-NEXT: call void @writes(ptr %p) #[[CALL:[0-9]+]]
define void @calls(ptr %p) #0 {
  call void @writes(ptr %p) #1
  ret void
}
; CHECK: define void @calls_it(ptr %p) #[[WRITES]] {
define void @calls_it(ptr %p) #0 {
  call void @calls(ptr %p) #1
  ret void
}
; CHECK: define void @keeps(ptr %p) #[[KEEPS:[0-9]+]] {
define void @keeps(ptr %p) #0 {
  store i32 1, ptr %p
  ret void
}
; CHECK-DAG: attributes #[[WRITES]] = { nounwind }
; CHECK-DAG: attributes #[[KEEPS]] = { {{.*}}memory(argmem: write)
attributes #0 = { nosync nounwind memory(argmem: write) }
attributes #1 = { nounwind memory(argmem: write) }
