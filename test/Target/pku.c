/* Intent: the exact instructions of a window for target pku: for one pkey,
 * for several pkeys at once (some gained, some given up), and with a register
 * that is the program's own; in assembly and in the object. The leave finds the
 * zeros of the enter. A function that writes nothing protected has none of
 * them. */
// RUN: rm -rf %t && mkdir %t
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -O2 -S %S/Inputs/writes.c -o - | %code | FileCheck %s --check-prefix=ASM
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -O2 -c %S/Inputs/writes.c -o %t/one.o
// RUN: llvm-objdump -d --no-show-raw-insn --no-leading-addr %t/one.o | FileCheck %s --check-prefixes=OBJ,ONE
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%S/Inputs/several.yaml -O2 -c %S/Inputs/writes.c -o %t/several.o
// RUN: llvm-objdump -d --no-show-raw-insn --no-leading-addr %t/several.o | FileCheck %s --check-prefixes=OBJ,SEVERAL
// RUN: cat %S/Inputs/several.yaml > %t/owned.yaml
// RUN: echo "register: owned" >> %t/owned.yaml
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%t/owned.yaml -O2 -c %S/Inputs/writes.c -o %t/owned.o
// RUN: llvm-objdump -d --no-show-raw-insn --no-leading-addr %t/owned.o | FileCheck %s --check-prefixes=OBJ,OWNED

// ASM-LABEL: write_protected:
// ASM: xorl %ecx, %ecx
// ASM-NEXT: #APP
// ASM-NEXT: # kpkeys: enter red
// ASM-NEXT: rdpkru
// ASM-NEXT: andl $-9, %eax
// ASM-NEXT: wrpkru
// ASM-NEXT: #NO_APP
// ASM-NEXT: movl %esi, (%rdi)
// ASM-NEXT: #APP
// ASM-NEXT: # kpkeys: leave red
// ASM-NEXT: rdpkru
// ASM-NEXT: orl $8, %eax
// ASM-NEXT: wrpkru
// ASM-NEXT: #NO_APP
// ASM-NEXT: retq
// ASM-LABEL: write_plain:
// ASM-NOT: {{wrpkru|rdpkru}}
// ASM: .Lfunc_end

// OBJ-LABEL: <write_protected>:
// ONE-NEXT: xorl %ecx, %ecx
// ONE-NEXT: rdpkru
// ONE-NEXT: andl $-0x9, %eax
// ONE-NEXT: wrpkru
// ONE-NEXT: movl %esi, (%rdi)
// ONE-NEXT: rdpkru
// ONE-NEXT: orl $0x8, %eax
// ONE-NEXT: wrpkru
// ONE-NEXT: retq

// SEVERAL-NEXT: xorl %ecx, %ecx
// SEVERAL-NEXT: rdpkru
// SEVERAL-NEXT: andl $0xffffff77, %eax
// SEVERAL-NEXT: orl $0x200, %eax
// SEVERAL-NEXT: wrpkru
// SEVERAL-NEXT: movl %esi, (%rdi)
// SEVERAL-NEXT: rdpkru
// SEVERAL-NEXT: andl $0xfffffdff, %eax
// SEVERAL-NEXT: orl $0x88, %eax
// SEVERAL-NEXT: wrpkru
// SEVERAL-NEXT: retq

// OWNED-NEXT: xorl %ecx, %ecx
// OWNED-NEXT: xorl %edx, %edx
// OWNED-NEXT: movl $0x200, %eax
// OWNED-NEXT: wrpkru
// OWNED-NEXT: movl %esi, (%rdi)
// OWNED-NEXT: movl $0x88, %eax
// OWNED-NEXT: wrpkru
// OWNED-NEXT: retq

// OBJ-LABEL: <write_plain>:
// OBJ-NEXT: movl %esi, (%rdi)
// OBJ-NEXT: retq
