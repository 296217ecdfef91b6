# Intent: an address in a switch of another function that code makes.
# RUN: llvm-mc --triple=aarch64-linux-gnu --filetype=obj -I %S/Inputs --defsym=TARGET=3 %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --check-prefixes=CHECK,OBJECT --implicit-check-not=error: < %t.out
# RUN: ld.lld -shared %t.o -o %t.so
# RUN: not kpkeys-verify %t.so > %t.so.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.so.out
.set OWNED, 0
.include "verify-entered.inc"

# CHECK: by_adr+0x0: error: makes an address for a jump into a window or a switch of 'f'
BEGIN by_adr
  adr x1, .Lwrite
  br x1
FINISH by_adr

# CHECK: by_page+0x0: error: makes an address for a jump into a window or a switch of 'f'
# OBJECT: by_page+0x4: error: makes an address
BEGIN by_page
  adrp x1, .Lwrite
  add x1, x1, :lo12:.Lwrite
  br x1
FINISH by_page

BEGIN right
  adr x1, f
  adrp x1, f
  add x1, x1, :lo12:f
  br x1
FINISH right
