; Intent: what is read out of local variables by way of other pointers, copies
; and callees that only read may be the pointer that lies there; an integer
; only if it is turned into a pointer. What is copied to other memory leaves.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,print<kpkeys-accesses>' -disable-output %s 2>&1 | FileCheck %s
target triple = "x86_64-unknown-linux-gnu"

declare ptr @__kpkeys_mark.red(ptr)
declare ptr @memcpy(ptr, ptr, i64)
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
declare ptr @lsearch(ptr, ptr, ptr, i64, ptr)
declare ptr @finds(ptr, i32) memory(read)
declare i64 @counts(ptr) memory(read)
declare i64 @syscall(i64, ...)
define internal i32 @compares(ptr %a, ptr %b) {
  ret i32 1
}

; CHECK-LABEL: Accesses of 'by_another_pointer':
; CHECK-NEXT: access {red} store i32 1, ptr %loaded
; CHECK-NEXT: access {red} store i32 2, ptr %address
; CHECK-NOT: {{access|escape}}
define void @by_another_pointer(ptr %p, ptr %out) {
  %holder = alloca { ptr, i64 }
  %other = alloca ptr
  %copy = alloca { ptr, i64 }
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store ptr %m, ptr %holder
  store ptr %holder, ptr %other
  %to = load ptr, ptr %other
  call void @llvm.memcpy.p0.p0.i64(ptr %copy, ptr %to, i64 16, i1 false)
  %loaded = load ptr, ptr %copy
  store i32 1, ptr %loaded
  %number = load i64, ptr %to
  %address = inttoptr i64 %number to ptr
  store i32 2, ptr %address
  %index = load i64, ptr %to
  %elsewhere = getelementptr i32, ptr %out, i64 %index
  store i32 3, ptr %elsewhere
  ret void
}

; CHECK-LABEL: Accesses of 'by_callees':
; CHECK-NEXT: access {red} store i32 1, ptr %found
; CHECK-NEXT: access {red} store i32 3, ptr %copied
; CHECK-NEXT: access {red} store i32 4, ptr %entered
; CHECK-NEXT: escape (stored) {red} %{{.*}} = call ptr @memcpy(ptr %out, ptr %holder, i64 16)
; CHECK-NEXT: escape (held and passed) {red} %r = call i64 (i64, ...) @syscall(i64 19, i64 0, i64 %number)
; CHECK-NOT: {{access|escape}}
define void @by_callees(ptr %p, ptr %out) {
  %holder = alloca { ptr, i64 }
  %copy = alloca { ptr, i64 }
  %table = alloca [4 x ptr]
  %length = alloca i64
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store ptr %m, ptr %holder
  %found = call ptr @finds(ptr %holder, i32 1)
  store i32 1, ptr %found
  %index = call i64 @counts(ptr %holder)
  %elsewhere = getelementptr i32, ptr %out, i64 %index
  store i32 2, ptr %elsewhere
  call ptr @memcpy(ptr %copy, ptr %holder, i64 16)
  %copied = load ptr, ptr %copy
  store i32 3, ptr %copied
  %l = call ptr @lsearch(ptr %holder, ptr %table, ptr %length, i64 8, ptr @compares)
  %entered = load ptr, ptr %table
  store i32 4, ptr %entered
  call ptr @memcpy(ptr %out, ptr %holder, i64 16)
  %number = ptrtoint ptr %holder to i64
  %r = call i64 (i64, ...) @syscall(i64 19, i64 0, i64 %number)
  ret void
}

; What a parameter or a global leads to is no local variable of this function.
; CHECK-LABEL: Accesses of 'by_parameter':
; CHECK-NOT: {{access|escape}}
@table = global ptr null
define void @by_parameter(ptr %p, ptr %record) {
  %holder = alloca ptr
  %other = alloca ptr
  %parameter = alloca ptr
  %copy = alloca { ptr, i64 }
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store ptr %m, ptr %holder
  store ptr %holder, ptr %other
  store ptr %record, ptr %parameter
  %from = load ptr, ptr %parameter
  call void @llvm.memcpy.p0.p0.i64(ptr %copy, ptr %from, i64 16, i1 false)
  call void @llvm.memcpy.p0.p0.i64(ptr %record, ptr %copy, i64 16, i1 false)
  %global = load ptr, ptr @table
  call void @llvm.memcpy.p0.p0.i64(ptr %copy, ptr %global, i64 16, i1 false)
  call void @llvm.memcpy.p0.p0.i64(ptr %record, ptr %copy, i64 16, i1 false)
  ret void
}
