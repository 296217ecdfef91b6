; Intent: windows=none opens no window. It records where each would be, once
; for each access, tells the user so, and leaves no marker behind.
; RUN: %opt -passes='kpkeys-attach-config<windows=none>,kpkeys-form-windows,kpkeys-verify-windows,kpkeys-lower-windows,kpkeys-emit-records' -S %s -o %t.ll 2> %t.log
; RUN: FileCheck %s --check-prefix=WARN --implicit-check-not=warning < %t.log
; RUN: FileCheck %s --implicit-check-not=wrpkru --implicit-check-not=__kpkeys_mark --implicit-check-not=__kpkeys_window < %t.ll
; RUN: %opt -passes='kpkeys-attach-config<windows=per-access>,kpkeys-form-windows,kpkeys-lower-windows' -S %s -o %t.windows.ll 2> %t.windows.log
; RUN: FileCheck %s --check-prefix=WITH --implicit-check-not=kpkeys_sites < %t.windows.ll
; RUN: count 0 < %t.windows.log
; Twice is once.
; RUN: %opt -passes='kpkeys-lower-windows' -S %t.ll -o %t.again.ll
; RUN: grep -v '^; ModuleID\|^source_filename' %t.ll > %t.first
; RUN: grep -v '^; ModuleID\|^source_filename' %t.again.ll > %t.second
; RUN: diff %t.first %t.second
; Every target's assembler takes it.
; RUN: llc -filetype=obj %t.ll -o %t.o
; RUN: llvm-readelf -S %t.o | FileCheck %s --check-prefix=SECTION
; RUN: sed 's/x86_64-unknown-linux-gnu/aarch64-unknown-linux-gnu/' %s > %t.a64.in.ll
; RUN: %opt -passes='kpkeys-attach-config<target=poe-el0;windows=none>,kpkeys' %t.a64.in.ll -o %t.a64.bc 2> %t.a64.log
; RUN: llc -filetype=obj %t.a64.bc -o %t.a64.o
; RUN: llvm-readelf -S %t.a64.o | FileCheck %s --check-prefix=SECTION
target triple = "x86_64-unknown-linux-gnu"

declare ptr @__kpkeys_mark.protected(ptr)

; WARN: warning: {{.*}}kpkeys: windows=none: this and all other accesses of the file (2) get no window and fault; it is for tools that observe such faults

; CHECK: @__kpkeys_policy.
; CHECK-LABEL: define void @two(
; CHECK: call void asm sideeffect ".Lkpkeys_site${:uid}:{{.*}}.short 1, 0{{.*}}.long 0{{.*}}"
; CHECK-NEXT: store i32 1
; CHECK-NEXT: call void asm sideeffect "{{.*}}.short 1, 1{{.*}}.long 1{{.*}}"
; CHECK-NEXT: %q
; CHECK-NEXT: call void asm sideeffect "{{.*}}.short 1, 0{{.*}}.long 2{{.*}}"
; CHECK-NEXT: store i32 2
; CHECK-NEXT: call void asm sideeffect "{{.*}}.short 1, 1{{.*}}.long 3{{.*}}"
; CHECK-NEXT: ret void
; WITH-COUNT-4: wrpkru
; SECTION: kpkeys_sites {{.*}} AL
define void @two(ptr %p) {
  %m = call ptr @__kpkeys_mark.protected(ptr %p)
  store i32 1, ptr %m
  %q = getelementptr i8, ptr %m, i64 4
  store i32 2, ptr %q
  ret void
}
