; Intent: library functions do what the table says if they have the library's
; prototype and are only declared; formats, callbacks, places that receive
; pointers and pointers in local variables count. What is kept is an escape.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,print<kpkeys-accesses>' -disable-output %s 2>&1 | FileCheck %s
target triple = "x86_64-unknown-linux-gnu"

@plain = private constant [6 x i8] c"%d %s\00"
@counts = private constant [9 x i8] c"%% %*d%n\00"
@wide = private constant [5 x i32] [i32 97, i32 8364, i32 37, i32 110, i32 0]
@widetwo = private constant [5 x i16] [i16 37, i16 115, i16 37, i16 110, i16 0]
@kept = global ptr null
declare ptr @__kpkeys_mark.red(ptr)
declare i64 @read(i32, ptr, i64)
declare i64 @write(i32, ptr)
declare i32 @epoll_ctl(i32, i32, i32, ptr)
declare i64 @recv(i32, ptr, i64, i32)
declare i32 @printf(ptr, ...)
declare i32 @dprintf(i32, ptr, ...)
declare i32 @swprintf(ptr, i64, ptr, ...)
declare i64 @fread(ptr, i64, i64, ptr)
declare i32 @fscanf(ptr, ptr, ...)
declare i64 @getline(ptr, ptr, ptr)
declare i32 @timer_create(i32, ptr, ptr)
declare i32 @sscanf(ptr, ptr, ...)
declare void @qsort(ptr, i64, i64, ptr)
declare i64 @strtol(ptr, ptr, i32)
declare ptr @strsep(ptr, ptr)
declare i64 @readv(i32, ptr, i32)
declare i64 @recvmsg(i32, ptr, i32)
declare i32 @putenv(ptr)
declare i32 @pthread_create(ptr, ptr, ptr, ptr)
declare void @unknown(ptr)
declare ptr @strscpy(ptr, ptr, i64)
define i64 @pread(i32 %fd, ptr %p, i64 %n, i64 %at) {
  ret i64 0
}

; CHECK-LABEL: Accesses of 'names':
; CHECK-NEXT: access {red} %a = call i64 @read(i32 0, ptr %m, i64 4)
; CHECK-NEXT: escape (passed) {red} %b = call i64 @write(i32 0, ptr %m)
; CHECK-NEXT: escape (passed) {red} %c = call i64 @pread(
; CHECK-NEXT: escape (passed) {red} %d = call ptr @strscpy(
; CHECK-NEXT: escape (kept) {red} %e = call i32 @putenv(ptr %m)
; CHECK-NEXT: escape (passed) {red} %f = call i32 @pthread_create(ptr %m, ptr null, ptr @unknown, ptr null)
; CHECK-NEXT: escape (kept) {red} %g = call i32 @pthread_create(ptr %slot, ptr null, ptr @unknown, ptr %m)
define void @names(ptr %p) {
  %slot = alloca i64
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %a = call i64 @read(i32 0, ptr %m, i64 4)
  %b = call i64 @write(i32 0, ptr %m)
  %c = call i64 @pread(i32 0, ptr %m, i64 4, i64 0)
  %d = call ptr @strscpy(ptr %m, ptr %slot, i64 4)
  %e = call i32 @putenv(ptr %m)
  %f = call i32 @pthread_create(ptr %m, ptr null, ptr @unknown, ptr null)
  %g = call i32 @pthread_create(ptr %slot, ptr null, ptr @unknown, ptr %m)
  ret void
}

; CHECK-LABEL: Accesses of 'formats':
; CHECK-NEXT: access {red} %b = call i32 (i32, ptr, ...) @dprintf(i32 1, ptr @counts, i32 1, i32 2, ptr %m)
; CHECK-NEXT: access {red} %c = call i32 (i32, ptr, ...) @dprintf(i32 1, ptr %format, ptr %m)
; CHECK-NEXT: access {red} %d = call i32 (ptr, ptr, ...) @sscanf(ptr %p, ptr @plain, ptr %m)
; CHECK-NOT: {{access|escape}}
define void @formats(ptr %p, ptr %format) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %a = call i32 (i32, ptr, ...) @dprintf(i32 1, ptr @plain, i32 1, ptr %m)
  %b = call i32 (i32, ptr, ...) @dprintf(i32 1, ptr @counts, i32 1, i32 2, ptr %m)
  %c = call i32 (i32, ptr, ...) @dprintf(i32 1, ptr %format, ptr %m)
  %d = call i32 (ptr, ptr, ...) @sscanf(ptr %p, ptr @plain, ptr %m)
  %e = call i32 (i32, ptr, ...) @dprintf(i32 1, ptr @counts, i32 1, ptr %m, ptr %p)
  ret void
}

; CHECK-LABEL: Accesses of 'wide_formats':
; CHECK-NEXT: access {red} %a = call i32 (ptr, i64, ptr, ...) @swprintf(ptr %out, i64 8, ptr @wide, ptr %m)
; CHECK-NEXT: access {red} %c = call i32 (ptr, i64, ptr, ...) @swprintf(ptr %out, i64 8, ptr @widetwo, ptr %p, ptr %m)
; CHECK-NEXT: access {red} %d = call i32 (ptr, i64, ptr, ...) @swprintf(ptr %out, i64 8, ptr @plain, i32 1, ptr %m)
; CHECK-NOT: {{access|escape}}
define void @wide_formats(ptr %p) {
  %out = alloca [8 x i32]
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %a = call i32 (ptr, i64, ptr, ...) @swprintf(ptr %out, i64 8, ptr @wide, ptr %m)
  %b = call i32 (ptr, i64, ptr, ...) @swprintf(ptr %out, i64 8, ptr @widetwo, ptr %m)
  %c = call i32 (ptr, i64, ptr, ...) @swprintf(ptr %out, i64 8, ptr @widetwo, ptr %p, ptr %m)
  %d = call i32 (ptr, i64, ptr, ...) @swprintf(ptr %out, i64 8, ptr @plain, i32 1, ptr %m)
  ret void
}

; A stream may call back, a timer may start a thread.
; CHECK-LABEL: Accesses of 'other_code':
; CHECK-NEXT: escape (passed) {red} %b = call i32 (ptr, ...) @printf(ptr @counts, i32 1, i32 2, ptr %m)
; CHECK-NEXT: escape (passed) {red} %c = call i64 @fread(ptr %m, i64 1, i64 4, ptr %f)
; CHECK-NEXT: escape (passed) {red} %d = call i32 (ptr, ptr, ...) @fscanf(ptr %f, ptr @plain, ptr %m)
; CHECK-NEXT: escape (passed) {red} %e = call i32 @timer_create(i32 0, ptr null, ptr %m)
; CHECK-NEXT: escape (held and passed) {red} %g = call i64 @getline(ptr %line, ptr %slot, ptr %f)
define void @other_code(ptr %p, ptr %f) {
  %slot = alloca i64
  %line = alloca ptr
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store ptr %m, ptr %line
  %a = call i32 (ptr, ...) @printf(ptr @plain, i32 1, ptr %m)
  %b = call i32 (ptr, ...) @printf(ptr @counts, i32 1, i32 2, ptr %m)
  %c = call i64 @fread(ptr %m, i64 1, i64 4, ptr %f)
  %d = call i32 (ptr, ptr, ...) @fscanf(ptr %f, ptr @plain, ptr %m)
  %e = call i32 @timer_create(i32 0, ptr null, ptr %m)
  %g = call i64 @getline(ptr %line, ptr %slot, ptr %f)
  ret void
}

define internal i32 @compares(ptr %a, ptr %b) {
  %x = load i32, ptr %a
  %y = load i32, ptr %b
  %d = sub i32 %x, %y
  ret i32 %d
}
define internal i32 @stores(ptr %a, ptr %b) {
  store ptr %a, ptr @kept
  ret i32 0
}
define internal i32 @calls(ptr %a, ptr %b) {
  call void @unknown(ptr %a)
  ret i32 0
}
define internal i32 @calls_quiet(ptr %a, ptr %b) {
  %d = call i32 @compares(ptr %a, ptr %b)
  ret i32 %d
}
define internal i32 @prints(ptr %a, ptr %b) {
  %d = call i32 (ptr, ...) @printf(ptr @plain, i32 1, ptr %a)
  ret i32 %d
}
; CHECK-LABEL: Accesses of 'callbacks':
; CHECK-NEXT: access {red} call void @qsort({{.*}}, ptr @compares)
; CHECK-NEXT: access {red} call void @qsort({{.*}}, ptr @calls_quiet)
; CHECK-NEXT: escape (passed) {red} call void @qsort({{.*}}, ptr @stores)
; CHECK-NEXT: escape (passed) {red} call void @qsort({{.*}}, ptr @calls)
; CHECK-NEXT: escape (passed) {red} call void @qsort({{.*}}, ptr @prints)
; CHECK-NEXT: escape (passed) {red} call void @qsort({{.*}}, ptr %f)
define void @callbacks(ptr %p, ptr %f) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  call void @qsort(ptr %m, i64 2, i64 4, ptr @compares)
  call void @qsort(ptr %m, i64 2, i64 4, ptr @calls_quiet)
  call void @qsort(ptr %m, i64 2, i64 4, ptr @stores)
  call void @qsort(ptr %m, i64 2, i64 4, ptr @calls)
  call void @qsort(ptr %m, i64 2, i64 4, ptr @prints)
  call void @qsort(ptr %m, i64 2, i64 4, ptr %f)
  ret void
}

; CHECK-LABEL: Accesses of 'received':
; CHECK-NEXT: access {red} store i8 0, ptr %end
; CHECK-NEXT: access {red} %c = call ptr @strsep(ptr %next, ptr @plain)
; CHECK-NEXT: access {red} store i8 0, ptr %c
; CHECK-NEXT: escape (stored) {red} %b = call i64 @strtol(ptr %m, ptr %q, i32 10)
define void @received(ptr %p, ptr %q) {
  %slot = alloca ptr
  %next = alloca ptr
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %a = call i64 @strtol(ptr %m, ptr %slot, i32 10)
  %end = load ptr, ptr %slot
  store i8 0, ptr %end
  %b = call i64 @strtol(ptr %m, ptr %q, i32 10)
  store ptr %m, ptr %next
  %c = call ptr @strsep(ptr %next, ptr @plain)
  store i8 0, ptr %c
  ret void
}

; CHECK-LABEL: Accesses of 'vectors':
; CHECK-NEXT: access {red} %a = call i64 @readv(i32 0, ptr %iov, i32 1)
; CHECK-NEXT: access {red} %b = call i64 @recvmsg(i32 0, ptr %message, i32 0)
; CHECK-NEXT: escape (held and passed) {red} call void @unknown(ptr %message)
; CHECK-NEXT: escape (held and stored) {red} store ptr %iov, ptr @kept
define void @vectors(ptr %p) {
  %iov = alloca { ptr, i64 }
  %message = alloca { ptr, i64 }
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  store ptr %m, ptr %iov
  store ptr %iov, ptr %message
  %a = call i64 @readv(i32 0, ptr %iov, i32 1)
  %b = call i64 @recvmsg(i32 0, ptr %message, i32 0)
  call void @unknown(ptr %message)
  store ptr %iov, ptr @kept
  ret void
}

; What lies in memory that is handed on is handed on.
; CHECK-LABEL: Accesses of 'hands_on':
; CHECK-NEXT: escape (held and passed) {red} %b = call i32 @epoll_ctl(i32 0, i32 1, i32 2, ptr %event)
; CHECK-NOT: {{access|escape}}
define void @hands_on(ptr %p) {
  %event = alloca { i32, ptr }
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %a = call i32 @epoll_ctl(i32 0, i32 1, i32 2, ptr %m)
  %data = getelementptr i8, ptr %event, i64 4
  store ptr %m, ptr %data
  %b = call i32 @epoll_ctl(i32 0, i32 1, i32 2, ptr %event)
  ret void
}
