# Intent: what a window calls by a linkage stub is named by a pointer: if that is bound
# late, or stays writable, who can write says what runs in the window.
# DEFINE: %{arch} = x86_64
# DEFINE: %{target} = 0
# DEFINE: %{make} = llvm-mc --triple=%{arch}-linux-gnu --filetype=obj -I %S/Inputs --defsym=TARGET=%{target} %s -o %t.o && ld.lld -shared -z undefs
# RUN: %{make} -z lazy %t.o -o %t.so && kpkeys-verify %t.so > %t.out
# RUN: FileCheck %s --implicit-check-not=note: --implicit-check-not=error: < %t.out
# RUN: %{make} -z now %t.o -o %t.so && kpkeys-verify %t.so | FileCheck %s --check-prefix=NOW
# RUN: %{make} -z now -z norelro %t.o -o %t.so && kpkeys-verify %t.so > %t.out
# RUN: FileCheck %s --implicit-check-not=note: --implicit-check-not=error: < %t.out
# REDEFINE: %{arch} = aarch64
# REDEFINE: %{target} = 3
# RUN: %{make} -z lazy %t.o -o %t.so && kpkeys-verify %t.so > %t.out
# RUN: FileCheck %s --implicit-check-not=note: --implicit-check-not=error: < %t.out
# RUN: %{make} -z now %t.o -o %t.so && kpkeys-verify %t.so | FileCheck %s --check-prefix=NOW
# NOW: 1 object, 2 windows: 0 findings{{$}}
.set OWNED, 0
.include "verify-switches.inc"

.macro CALL name
.if TARGET == 0
  callq \name@PLT
.else
  bl \name
.endif
.endm

# CHECK: helper+0x{{.*}}: note: a call of 'memcmp' by a linkage stub whose pointer the program can change, at level 'protected' of window 1 [rule 3, paths]
BEGIN helper
  CALL memcmp
.if TARGET == 0
  xorl %ecx, %ecx
.endif
  ENTER
  CALL memcmp
.if TARGET == 0
  xorl %ecx, %ecx
.endif
  LEAVE
END helper

# CHECK: scope+0x{{.*}}: note: a call of 'named' by a linkage stub whose pointer the program can change, at level 'protected' of window 1 [rule 3, paths]
BEGIN scope
  ENTER kind=1, callee="named"
  CALL named
.if TARGET == 0
  xorl %ecx, %ecx
.endif
  LEAVE
END scope
