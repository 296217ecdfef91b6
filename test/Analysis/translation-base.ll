; Intent: asm that moves a number made of a marked pointer to CR3 or TTBR, and
; does nothing else, is no access, though it clobbers memory. Asm that may do
; anything else is one.
; RUN: rm -rf %t && split-file %s %t
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,print<kpkeys-accesses>' -disable-output %t/x86.ll 2>&1 | FileCheck %t/x86.ll
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-form-windows,kpkeys-verify-windows' -disable-output %t/x86.ll
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml;target=poe-el1>,print<kpkeys-accesses>' -disable-output %t/arm.ll 2>&1 | FileCheck %t/arm.ll
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,print<kpkeys-accesses>' -disable-output %t/macro.ll 2>&1 | FileCheck %t/macro.ll

;--- x86.ll
target triple = "x86_64-unknown-linux-gnu"
module asm ".section .export_symbol, \22a\22"
declare ptr @__kpkeys_mark.red(ptr)

; CHECK-LABEL: Accesses of 'moves':
; CHECK-NOT: access
define void @moves(ptr %p) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %n = ptrtoint ptr %m to i64
  %physical = add i64 %n, 140737488355328
  call void asm sideeffect "mov $0,%cr3", "r,~{memory},~{dirflag},~{fpsr},~{flags}"(i64 %physical)
  call void asm sideeffect "movq ${0:q}, %cr3", "r,~{memory}"(ptr %m)
  ret void
}

; CHECK-LABEL: Accesses of 'others':
; CHECK-NEXT: access {red} call void asm sideeffect "mov $0,%cr3; movl $$1,($0)"
; CHECK-NEXT: access {red} call void asm sideeffect "mov $0,%cr3\0Acall f"
; CHECK-NEXT: access {red} call void asm sideeffect "mov ($0),%cr3"
; CHECK-NEXT: access {red} call void asm sideeffect "mov $0,%cr2"
; CHECK-NEXT: access {red} call void asm sideeffect "mov $0,%cr3", "*m
; CHECK-NEXT: access {red} call void asm sideeffect "mov $0,%cr3", "r,r
define void @others(ptr %p) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void asm sideeffect "mov $0,%cr3; movl $$1,($0)", "r,~{memory}"(ptr %m)
  call void asm sideeffect "mov $0,%cr3\0Acall f", "r,~{memory}"(ptr %m)
  call void asm sideeffect "mov ($0),%cr3", "r,~{memory}"(ptr %m)
  call void asm sideeffect "mov $0,%cr2", "r,~{memory}"(ptr %m)
  call void asm sideeffect "mov $0,%cr3", "*m,~{memory}"(ptr elementtype(i64) %m)
  call void asm sideeffect "mov $0,%cr3", "r,r,~{memory}"(ptr %m, ptr %m)
  ret void
}

;--- arm.ll
target triple = "aarch64-unknown-linux-gnu"
declare ptr @__kpkeys_mark.red(ptr)

; CHECK-LABEL: Accesses of 'moves':
; CHECK-NEXT: access {red} call void asm sideeffect "msr tpidr_el1, $0"
; CHECK-NOT: access
define void @moves(ptr %p) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void asm sideeffect "msr ttbr0_el1, ${0:x}", "rZ,~{memory}"(ptr %m)
  call void asm sideeffect "msr ttbr1_el1, $0", "r"(ptr %m)
  call void asm sideeffect "msr tpidr_el1, $0", "r,~{memory}"(ptr %m)
  ret void
}

;--- macro.ll
target triple = "x86_64-unknown-linux-gnu"
module asm ".macro mov a, b"
declare ptr @__kpkeys_mark.red(ptr)

; CHECK-LABEL: Accesses of 'moves':
; CHECK-NEXT: access {red} call void asm
define void @moves(ptr %p) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void asm sideeffect "mov $0,%cr3", "r,~{memory}"(ptr %m)
  ret void
}
