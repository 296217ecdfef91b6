; Intent: windows=relaxed lets as many foreign stores into a window as `exposure`
; says, and calls of the functions that it names, where that saves switches.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml;windows=relaxed;exposure=stores:2+calls:harmless>,kpkeys-form-windows,kpkeys-verify-windows' -S %s | FileCheck %s
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml;windows=relaxed;exposure=stores:0+calls:known>,kpkeys-form-windows,kpkeys-verify-windows' -S %s | FileCheck %s --check-prefix=NONE
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml;windows=relaxed;exposure=stores:2+calls:harmless>,kpkeys-form-windows' -pass-remarks=kpkeys -disable-output %s 2>&1 | FileCheck %s --check-prefix=REMARK
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml;windows=relaxed;exposure=stores:2+calls:harmless>,kpkeys-form-windows' -S %s -o %t.ll
; RUN: sed 's/stores:2,calls:harmless/stores:2/' %t.ll | not %opt -passes=kpkeys-verify-windows -disable-output 2>&1 | FileCheck %s --check-prefix=CALLS
; RUN: sed 's/stores:2,calls:harmless/stores:0,calls:harmless/' %t.ll | not %opt -passes=kpkeys-verify-windows -disable-output 2>&1 | FileCheck %s --check-prefix=STRICTER
; RUN: not %opt -passes='kpkeys-attach-config<windows=strict;exposure=stores:2>' -disable-output %s 2>&1 | FileCheck %s --check-prefix=ALONE
; RUN: not %opt -passes='kpkeys-attach-config<windows=relaxed;exposure=stores>' -disable-output %s 2>&1 | FileCheck %s --check-prefix=BAD
; ALONE: error: kpkeys: option 'exposure' needs windows=relaxed
; BAD: error: kpkeys: option 'exposure' has no value 'stores'; expected stores:N,calls:NAME|known,...
; STRICTER: window verification failed: a foreign store inside a window
; CALLS: window verification failed: a call inside a window
target triple = "x86_64-unknown-linux-gnu"

declare ptr @__kpkeys_mark.red(ptr)
declare void @harmless() nounwind
declare void @other() nounwind
declare i64 @strlen(ptr) nounwind

; REMARK: window at level 'red' for domain 'red': 1 write in {{[0-9]+}} instructions, 2 switch places, longest path {{[0-9]+}}; 1 foreign store
; CHECK-LABEL: define void @copy(
; CHECK: enter.red
; CHECK: loop:
; CHECK-NOT: __kpkeys_window
; CHECK: out:
; CHECK-NEXT: leave.red
; NONE-LABEL: define void @copy(
; NONE: loop:
; NONE: enter.red
; NONE-NEXT: store volatile i32 1, ptr %m
; NONE-NEXT: leave.red
define void @copy(ptr %p, ptr %q, i1 %c) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  br label %loop
loop:
  store volatile i32 1, ptr %m
  store volatile i32 2, ptr %q
  br i1 %c, label %loop, label %out
out:
  ret void
}

; Three are too many: the one that runs least stays out.
; CHECK-LABEL: define void @too_many(
; CHECK: enter.red
; CHECK: store volatile i32 1, ptr %m
; CHECK-NEXT: leave.red
; CHECK-NEXT: store volatile i32 2, ptr %q
; CHECK-NEXT: enter.red
; CHECK: loop:
; CHECK-NOT: __kpkeys_window
; CHECK: out:
; CHECK-NEXT: leave.red
define void @too_many(ptr %p, ptr %q, i1 %c) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store volatile i32 1, ptr %m
  store volatile i32 2, ptr %q
  br label %loop
loop:
  store volatile i32 3, ptr %m
  store volatile i32 4, ptr %q
  store volatile i32 5, ptr %q
  br i1 %c, label %loop, label %out
out:
  ret void
}

; CHECK-LABEL: define void @calls(
; CHECK: store volatile i32 1
; CHECK-NEXT: call void @harmless()
; CHECK-NEXT: store volatile i32 2
; CHECK-NEXT: leave.red
; CHECK-NEXT: call void @other()
; CHECK-NEXT: enter.red
; CHECK: leave.red
; CHECK-NEXT: call i64 @strlen(ptr %q)
; NONE-LABEL: define void @calls(
; NONE: leave.red
; NONE-NEXT: call void @harmless()
; NONE: call void @other()
; NONE-NEXT: enter.red
; NONE-NEXT: store volatile i32 3
; NONE-NEXT: call i64 @strlen(ptr %q)
; NONE-NEXT: store volatile i32 4
; NONE-NEXT: leave.red
define void @calls(ptr %p, ptr %q) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store volatile i32 1, ptr %m
  call void @harmless()
  store volatile i32 2, ptr %m
  call void @other()
  store volatile i32 3, ptr %m
  %x = call i64 @strlen(ptr %q)
  store volatile i32 4, ptr %m
  ret void
}
