; Intent: a function whose labels are kept in a table cannot be cloned: the
; clone would jump into the original. Its call stays, and is reported.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-specialize-callees,kpkeys-report-escapes' -S %s 2>&1 | FileCheck %s
target triple = "x86_64-unknown-linux-gnu"

@table = internal constant [2 x ptr] [ptr blockaddress(@jumps, %a), ptr blockaddress(@jumps, %b)]
declare ptr @__kpkeys_mark.red(ptr)

; CHECK: warning: {{.*}}is passed to 'jumps'
; CHECK: call void @jumps(ptr %m, i64 0)
; CHECK-NOT: define internal void @jumps.kpkeys
define void @caller(ptr %p) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void @jumps(ptr %m, i64 0)
  ret void
}

define internal void @jumps(ptr %p, i64 %i) noinline {
entry:
  %slot = getelementptr [2 x ptr], ptr @table, i64 0, i64 %i
  %to = load ptr, ptr %slot
  indirectbr ptr %to, [label %a, label %b]
a:
  store i32 1, ptr %p
  ret void
b:
  store i32 2, ptr %p
  ret void
}
