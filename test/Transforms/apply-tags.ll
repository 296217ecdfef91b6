; Intent: a tag marks the writes that go straight to its object, and the object
; argument of constructors that do not guard it themselves; not what is stored,
; passed on or returned. Tags are gone.
; RUN: %opt -S -passes=kpkeys-apply-tags %s | FileCheck %s

@vtable = external constant [4 x ptr]

; CHECK-LABEL: define void @_ZN6recordC2Ev(
; CHECK: %[[MARK:.*]] = call ptr @__kpkeys_mark.cred(ptr %this1)
; CHECK-NEXT: store ptr @vtable, ptr %[[MARK]]
; CHECK: %[[MEMBER:.*]] = call ptr @__kpkeys_mark.cred(ptr %member)
; CHECK-NEXT: call void @_ZN6memberC1Ev(ptr %[[MEMBER]])
; CHECK-NEXT: call void @_ZN4ownsC1Ev(ptr %member)
; CHECK-NEXT: %[[TO:.*]] = call ptr @__kpkeys_mark.cred(ptr %member)
; CHECK-NEXT: call void @llvm.memcpy.p0.p0.i64(ptr %[[TO]], ptr %from, i64 8, i1 false)
; CHECK-NEXT: %[[RESULT:.*]] = call ptr @__kpkeys_mark.cred(ptr %member)
; CHECK-NEXT: call void @make(ptr sret(i64) %[[RESULT]])
; CHECK-NEXT: call void @keep(ptr %this1)
; CHECK-NEXT: store ptr %this1, ptr %from
; CHECK-NEXT: ret void
define void @_ZN6recordC2Ev(ptr %this, ptr %from) {
  %this.addr = alloca ptr
  store ptr %this, ptr %this.addr
  %this1 = load ptr, ptr %this.addr
  store ptr @vtable, ptr %this1
  %member = getelementptr i8, ptr %this1, i64 8
  call void @_ZN6memberC1Ev(ptr %member)
  call void @_ZN4ownsC1Ev(ptr %member)
  call void @llvm.memcpy.p0.p0.i64(ptr %member, ptr %from, i64 8, i1 false)
  call void @make(ptr sret(i64) %member)
  %tag = call ptr @__kpkeys_tag.object.cred(ptr %this1)
  call void @keep(ptr %this1)
  store ptr %this1, ptr %from
  ret void
}

; What `new` gives, behind a cookie and a null check.
; CHECK-LABEL: define ptr @allocates(
; CHECK: %new = call ptr @_Znam(i64 24)
; CHECK: %[[COOKIE:.*]] = call ptr @__kpkeys_mark.cred(ptr %new)
; CHECK-NEXT: store i64 1, ptr %[[COOKIE]]
; CHECK: %[[FIRST:.*]] = call ptr @__kpkeys_mark.cred(ptr %first)
; CHECK-NEXT: store i32 5, ptr %[[FIRST]]
; CHECK: ret ptr %result
define ptr @allocates() {
entry:
  %new = call ptr @_Znam(i64 24)
  %null = icmp eq ptr %new, null
  br i1 %null, label %done, label %made
made:
  store i64 1, ptr %new
  %first = getelementptr i8, ptr %new, i64 8
  store i32 5, ptr %first
  br label %done
done:
  %result = phi ptr [ null, %entry ], [ %first, %made ]
  %tag = call ptr @__kpkeys_tag.new.cred(ptr %result)
  ret ptr %tag
}

; The destructor of a complete object destroys virtual bases, and has no body
; that a tag could stand in.
; CHECK-LABEL: define void @_ZN6recordD1Ev(
; CHECK: %[[BASE:.*]] = call ptr @__kpkeys_mark.cred(ptr %base)
; CHECK-NEXT: call void @_ZN4baseD2Ev(ptr %[[BASE]])
define void @_ZN6recordD1Ev(ptr %this) {
  call void @_ZN6recordD2Ev(ptr %this)
  %base = getelementptr i8, ptr %this, i64 8
  call void @_ZN4baseD2Ev(ptr %base)
  ret void
}
define void @_ZN6recordD2Ev(ptr %this) {
  %tag = call ptr @__kpkeys_tag.object.cred(ptr %this)
  ret void
}

; CHECK-NOT: __kpkeys_tag
declare ptr @__kpkeys_tag.object.cred(ptr)
declare ptr @__kpkeys_tag.new.cred(ptr)
declare void @_ZN6memberC1Ev(ptr)
declare void @_ZN4ownsC1Ev(ptr) #0
declare void @_ZN4baseD2Ev(ptr)
declare void @make(ptr sret(i64))
declare void @keep(ptr)
declare ptr @_Znam(i64)
attributes #0 = { "llvm.assume"="kpkeys_object=cred" }
