; Intent: what the level of a window forbids is an error if it is in one, and only
; there: before and behind it runs at another level. So is what a function does
; that is called in a window, and the functions that it calls.
; RUN: rm -rf %t && split-file %s %t
; RUN: cat %t/common.ll %t/inside.ll > %t/1.ll
; RUN: cat %t/common.ll %t/changes.ll > %t/2.ll
; RUN: cat %t/common.ll %t/clone.ll > %t/3.ll
; RUN: cat %t/common.ll %t/unseen.ll > %t/4.ll
; RUN: cat %t/common.ll %t/behind.ll > %t/5.ll
; DEFINE: %{check} = %opt -passes='kpkeys-attach-config<policy=%inputs/policies/restricted.yaml>,kpkeys-check-restrictions' -disable-output
; RUN: not %{check} %t/1.ll 2>&1 | FileCheck %t/inside.ll --implicit-check-not=error:
; RUN: not %{check} %t/2.ll 2>&1 | FileCheck %t/changes.ll --implicit-check-not=error:
; RUN: not %{check} %t/3.ll 2>&1 | FileCheck %t/clone.ll --implicit-check-not=error:
; RUN: not %{check} %t/4.ll 2>&1 | FileCheck %t/unseen.ll --implicit-check-not=error:
; RUN: not %{check} %t/5.ll 2>&1 | FileCheck %t/behind.ll --implicit-check-not=error:
; RUN: %{check} %t/common.ll

;--- inside.ll
; CHECK: error: {{.*}}in function inside {{.*}}: kpkeys: level 'cred' forbids this by 'no-io': 'outb' in inline asm
define void @inside(i1 %c) {
  call void asm sideeffect "outb %al, %dx", ""()
  call void @__kpkeys_window.enter.cred()
  br i1 %c, label %then, label %done

then:
  call void asm sideeffect "outb %al, %dx", ""()
  call void asm sideeffect "wrmsr", ""()
  br label %done

done:
  call void @__kpkeys_window.leave.cred()
  call void asm sideeffect "syscall", ""()
  ret void
}

;--- changes.ll
; CHECK: error: {{.*}}in function changes {{.*}}: kpkeys: level 'cred' forbids this by 'no-syscalls': 'syscall' in inline asm
define void @changes() {
  call void @__kpkeys_window.enter.log()
  call void asm sideeffect "syscall", ""()
  call void @__kpkeys_window.change.log.cred()
  call void asm sideeffect "syscall", ""()
  call void @__kpkeys_window.leave.cred()
  ret void
}

;--- clone.ll
; Entered at the level: no window call says so.
; CHECK: error: {{.*}}in function clone {{.*}}: kpkeys: level 'cred' forbids this by 'no-io': 'inb' in inline asm
define void @clone() #1 {
  call void asm sideeffect "inb %dx, %al", ""()
  ret void
}

;--- unseen.ll
; CHECK: error: {{.*}}in function calls {{.*}}: kpkeys: level 'cred' forbids this by 'no-io', 'no-syscalls': call of 'external', which is not in this file and cannot be checked; declare it with kpkeys_requires("cred"), so that it is checked where it is defined
define void @calls() {
  call void @__kpkeys_window.enter.cred()
  call void @trusted()
  call void @external()
  call void @__kpkeys_window.leave.cred()
  ret void
}

;--- behind.ll
; CHECK: error: {{.*}}in function behind {{.*}}: kpkeys: level 'cred' forbids this by 'no-syscalls': 'int' in inline asm; it is in a function that is called at that level
define void @calls() {
  call void @__kpkeys_window.enter.cred()
  call void @helper()
  call void @helper()
  call void @__kpkeys_window.leave.cred()
  ret void
}
define internal void @helper() {
  call void @behind()
  ret void
}
; abort runs at the default level; x87 is no word of the level.
define internal void @behind() {
  call void asm sideeffect "fld1", ""()
  call void asm sideeffect "int $$0x80", ""()
  call void @abort()
  unreachable
}

;--- common.ll
target triple = "x86_64-unknown-linux-gnu"

declare ptr @__kpkeys_mark.cred(ptr)
declare void @__kpkeys_window.enter.cred()
declare void @__kpkeys_window.leave.cred()
declare void @__kpkeys_window.enter.log()
declare void @__kpkeys_window.change.log.cred()
declare void @external()
declare void @trusted() #0
declare void @abort() noreturn

define void @writes(ptr %p) {
  %m = call ptr @__kpkeys_mark.cred(ptr %p)
  call void @__kpkeys_window.enter.cred()
  store i32 1, ptr %m
  call void @__kpkeys_window.leave.cred()
  ret void
}

; Not called at the level.
define void @elsewhere() {
  call void asm sideeffect "syscall", ""()
  ret void
}


attributes #0 = { "llvm.assume"="kpkeys_requires=cred" }

attributes #1 = { "kpkeys-entry-level"="cred" }
