; Intent: which integers computed from a marked pointer are addresses still, and
; which are numbers; past the limit they are addresses.
; RUN: %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,print<kpkeys-accesses>' -disable-output %s 2>&1 | FileCheck %s
target triple = "x86_64-unknown-linux-gnu"

declare ptr @__kpkeys_mark.red(ptr)
declare void @f(i64)
declare void @g(i128)

; CHECK-LABEL: Accesses of 'addresses':
; CHECK-NEXT: escape (passed, as address) {red} call void @f(i64 %or)
; CHECK-NEXT: escape (passed, as address) {red} call void @f(i64 %add)
; CHECK-NEXT: escape (passed, as address) {red} call void @f(i64 %sub)
; CHECK-NEXT: escape (passed, as address) {red} call void @f(i64 %high)
; CHECK-NEXT: escape (passed, as address) {red} call void @f(i64 %both)
; CHECK-NEXT: escape (passed, as address) {red} call void @f(i64 %choice)
; CHECK-NEXT: escape (passed, as address) {red} call void @f(i64 %user)
; CHECK-NEXT: escape (passed, as address) {red} call void @g(i128 %wide)
; CHECK-LABEL: Accesses of 'numbers':
define void @addresses(ptr %p, ptr %q, i64 %n, i1 %which) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %l = call ptr @__kpkeys_mark.red(ptr %q)
  %i = ptrtoint ptr %m to i64
  %j = ptrtoint ptr %l to i64
  %or = or i64 1, %i
  call void @f(i64 %or)
  %add = add i64 %i, %n
  call void @f(i64 %add)
  %sub = sub i64 %i, %n
  call void @f(i64 %sub)
  %high = and i64 %i, -4096
  call void @f(i64 %high)
  %both = xor i64 %i, %j
  call void @f(i64 %both)
  %shift = lshr i64 %i, 3
  %choice = select i1 %which, i64 %shift, i64 %or
  call void @f(i64 %choice)
  %user = and i64 %add, 140737488355327
  call void @f(i64 %user)
  %wide = zext i64 %or to i128
  call void @g(i128 %wide)
  ret void
}

; CHECK-NEXT: escape (passed, as number) {red} call void @f(i64 %low)
; CHECK-NEXT: escape (passed, as number) {red} call void @f(i64 %rest)
; CHECK-NEXT: escape (passed, as number) {red} call void @f(i64 %hash)
; CHECK-NEXT: escape (passed, as number) {red} call void @f(i64 %difference)
; CHECK-NEXT: escape (passed, as number) {red} call void @f(i64 %distance)
; CHECK-NEXT: escape (passed, as number) {red} call void @f(i64 %either)
; CHECK-NEXT: escape (passed, as number) {red} call void @f(i64 %half)
; CHECK-NEXT: escape (passed, as number) {red} call void @f(i64 %physical)
; CHECK-NEXT: escape (passed, as number) {red} call void @f(i64 %shadow)
; CHECK-LABEL: Accesses of 'loop':
define void @numbers(ptr %p, ptr %q, i64 %n) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %l = call ptr @__kpkeys_mark.red(ptr %q)
  %i = ptrtoint ptr %m to i64
  %j = ptrtoint ptr %l to i64
  %low = and i64 %i, 4095
  call void @f(i64 %low)
  %bound = add i64 %n, -1
  %rest = and i64 %i, %bound
  call void @f(i64 %rest)
  %shift = lshr i64 %i, 12
  %hash = xor i64 %i, %shift
  call void @f(i64 %hash)
  %difference = sub i64 %i, %j
  call void @f(i64 %difference)
  %k = ptrtoint ptr %q to i64
  %distance = sub i64 %i, %k
  call void @f(i64 %distance)
  %either = or i64 %i, %j
  call void @f(i64 %either)
  %narrow = trunc i64 %i to i32
  %half = zext i32 %narrow to i64
  call void @f(i64 %half)
  %physical = sub i64 %i, -2147483648
  call void @f(i64 %physical)
  %shadow = add i64 131941395333120, %i
  call void @f(i64 %shadow)
  ret void
}

; CHECK-NEXT: escape (passed, as address) {red} call void @f(i64 %v)
; CHECK-NEXT: escape (passed, as number) {red} call void @f(i64 %h)
define void @loop(ptr %p, i1 %more) {
entry:
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %i = ptrtoint ptr %m to i64
  %start = lshr i64 %i, 1
  br label %body
body:
  %v = phi i64 [ %i, %entry ], [ %next, %body ]
  %h = phi i64 [ %start, %entry ], [ %again, %body ]
  call void @f(i64 %v)
  call void @f(i64 %h)
  %next = add i64 %v, 8
  %again = mul i64 %h, 5
  br i1 %more, label %body, label %exit
exit:
  ret void
}
