/* Intent: the exact instructions of a window for target pks: for one pkey,
 * for several pkeys at once (some gained, some given up), and with a register
 * that is the program's own; in assembly and in the object. A function that
 * writes nothing protected has none of them. */
// RUN: rm -rf %t && mkdir %t
// RUN: %kpkeys-pks -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -O2 -S %S/Inputs/writes.c -o - | %code | FileCheck %s --check-prefix=ASM
// RUN: %kpkeys-pks -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -O2 -c %S/Inputs/writes.c -o %t/one.o
// RUN: llvm-objdump -d --no-show-raw-insn --no-leading-addr %t/one.o | FileCheck %s --check-prefixes=OBJ,ONE
// RUN: %kpkeys-pks -fplugin-arg-kpkeys-policy=%S/Inputs/several.yaml -O2 -c %S/Inputs/writes.c -o %t/several.o
// RUN: llvm-objdump -d --no-show-raw-insn --no-leading-addr %t/several.o | FileCheck %s --check-prefixes=OBJ,SEVERAL
// RUN: cat %S/Inputs/several.yaml > %t/owned.yaml
// RUN: echo "register: owned" >> %t/owned.yaml
// RUN: %kpkeys-pks -fplugin-arg-kpkeys-policy=%t/owned.yaml -O2 -c %S/Inputs/writes.c -o %t/owned.o
// RUN: llvm-objdump -d --no-show-raw-insn --no-leading-addr %t/owned.o | FileCheck %s --check-prefixes=OBJ,OWNED

// ASM-LABEL: write_protected:
// ASM: #APP
// ASM-NEXT: # kpkeys: enter red
// ASM-NEXT: movl $1761, %ecx
// ASM-NEXT: rdmsr
// ASM-NEXT: andl $-9, %eax
// ASM-NEXT: wrmsr
// ASM-NEXT: #NO_APP
// ASM-NEXT: movl %esi, (%rdi)
// ASM-NEXT: #APP
// ASM-NEXT: # kpkeys: leave red
// ASM-NEXT: movl $1761, %ecx
// ASM-NEXT: rdmsr
// ASM-NEXT: orl $8, %eax
// ASM-NEXT: wrmsr
// ASM-NEXT: #NO_APP
// ASM-NEXT: retq
// ASM-LABEL: write_plain:
// ASM-NOT: {{wrmsr|rdmsr}}
// ASM: .Lfunc_end

// OBJ-LABEL: <write_protected>:
// ONE-NEXT: movl $0x6e1, %ecx
// ONE-NEXT: rdmsr
// ONE-NEXT: andl $-0x9, %eax
// ONE-NEXT: wrmsr
// ONE-NEXT: movl %esi, (%rdi)
// ONE-NEXT: movl $0x6e1, %ecx
// ONE-NEXT: rdmsr
// ONE-NEXT: orl $0x8, %eax
// ONE-NEXT: wrmsr
// ONE-NEXT: retq

// SEVERAL-NEXT: movl $0x6e1, %ecx
// SEVERAL-NEXT: rdmsr
// SEVERAL-NEXT: andl $0xffffff77, %eax
// SEVERAL-NEXT: orl $0x200, %eax
// SEVERAL-NEXT: wrmsr
// SEVERAL-NEXT: movl %esi, (%rdi)
// SEVERAL-NEXT: movl $0x6e1, %ecx
// SEVERAL-NEXT: rdmsr
// SEVERAL-NEXT: andl $0xfffffdff, %eax
// SEVERAL-NEXT: orl $0x88, %eax
// SEVERAL-NEXT: wrmsr
// SEVERAL-NEXT: retq

// OWNED-NEXT: movl $0x6e1, %ecx
// OWNED-NEXT: xorl %edx, %edx
// OWNED-NEXT: movl $0x200, %eax
// OWNED-NEXT: wrmsr
// OWNED-NEXT: movl %esi, (%rdi)
// OWNED-NEXT: movl $0x6e1, %ecx
// OWNED-NEXT: xorl %edx, %edx
// OWNED-NEXT: movl $0x88, %eax
// OWNED-NEXT: wrmsr
// OWNED-NEXT: retq

// OBJ-LABEL: <write_plain>:
// OBJ-NEXT: movl %esi, (%rdi)
// OBJ-NEXT: retq
