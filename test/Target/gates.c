/* Intent: with gates: boot each switch begins with a jump over itself, of two
 * bytes on x86 and of four on AArch64, and a record that is loaded says where;
 * a relocatable link keeps both, and dropping a function drops its records.
 * Saving the register cannot be asked for, nor can targets that are no kernel's. */
// RUN: rm -rf %t && mkdir %t
// RUN: cat %inputs/policies/two-domains.yaml > %t/gates.yaml
// RUN: echo "gates: boot" >> %t/gates.yaml
// RUN: %kpkeys-pks -fplugin-arg-kpkeys-policy=%t/gates.yaml -O2 -ffunction-sections -c %S/Inputs/writes.c -o %t/x86.o
// RUN: llvm-objdump -d --no-leading-addr %t/x86.o | FileCheck %s --check-prefix=X86
// RUN: llvm-readelf -S -r %t/x86.o | FileCheck %s --check-prefix=X86-RECORDS
// RUN: %kpkeys-poe-el1 -fplugin-arg-kpkeys-policy=%t/gates.yaml -O2 -c %S/Inputs/writes.c -o %t/arm.o
// RUN: llvm-objdump -d --no-leading-addr --no-show-raw-insn %t/arm.o | FileCheck %s --check-prefix=ARM
// RUN: llvm-readelf -S -r %t/arm.o | FileCheck %s --check-prefix=ARM-RECORDS
// RUN: %kpkeys-pks -fplugin-arg-kpkeys-policy=%t/gates.yaml -O2 -S %S/Inputs/writes.c -o - | %code | FileCheck %s --check-prefix=ASM

// X86-LABEL: <write_protected>:
// X86-NEXT: eb 0c{{ +}}jmp {{.*}} <write_protected+0xe>
// X86-NEXT: movl $0x6e1, %ecx
// X86-NEXT: rdmsr
// X86-NEXT: andl $-0x9, %eax
// X86-NEXT: wrmsr
// X86-NEXT: movl %esi, (%rdi)
// X86-NEXT: eb 0c{{ +}}jmp {{.*}} <write_protected+0x1e>
// X86-NEXT: movl $0x6e1, %ecx
// X86-NEXT: rdmsr
// X86-NEXT: orl $0x8, %eax
// X86-NEXT: wrmsr
// X86-NEXT: retq

// X86-RECORDS: kpkeys_gates{{ +}}PROGBITS {{.*}} 000008 00 AL
// X86-RECORDS: .relakpkeys_gates
// X86-RECORDS: R_X86_64_PC32 {{.*}} .text.write_protected + 0
// X86-RECORDS-NEXT: R_X86_64_PC32 {{.*}} .text.write_protected + 10

// ARM-LABEL: <write_protected>:
// ARM-NEXT: b {{.*}} <write_protected+0x14>
// ARM-NEXT: mrs [[R:x[0-9]+]], {{POR_EL1|S3_0_C10_C2_4}}
// ARM-NEXT: orr [[R]], [[R]], #0x40
// ARM-NEXT: msr {{POR_EL1|S3_0_C10_C2_4}}, [[R]]
// ARM-NEXT: isb
// ARM-NEXT: str w1, [x0]

// ARM-RECORDS: kpkeys_gates{{ +}}PROGBITS {{.*}} 000008 00 AL
// ARM-RECORDS: R_AARCH64_PREL32

// ASM: # kpkeys: enter red
// ASM-NEXT: jmp .Lkpkeys_end[[N:[0-9]+]]
// ASM: # kpkeys: leave red
// ASM-NEXT: jmp .Lkpkeys_end

// Both survive ld -r; with --gc-sections they go with their function.
// RUN: ld.lld -r %t/x86.o -o %t/again.o && llvm-readelf -S %t/again.o | FileCheck %s --check-prefix=KEPT
// KEPT: kpkeys_gates{{ +}}PROGBITS {{.*}} 000008
// RUN: ld.lld --gc-sections -e write_plain %t/x86.o -o %t/plain && llvm-readelf -S %t/plain | FileCheck %s --check-prefix=GONE
// GONE-NOT: kpkeys_gates

// RUN: cat %t/gates.yaml > %t/saved.yaml && echo "leave: saved" >> %t/saved.yaml
// RUN: not %kpkeys-pks -fplugin-arg-kpkeys-policy=%t/saved.yaml -O2 -c %S/Inputs/writes.c -o /dev/null 2>&1 | FileCheck %s --check-prefix=SAVED --implicit-check-not=error:
// SAVED: error: kpkeys: gates: boot: the key register may not be there when it would be read here; leave to the entry level

// RUN: not %kpkeys-pku -fplugin-arg-kpkeys-policy=%t/gates.yaml -O2 -c %S/Inputs/writes.c -o /dev/null 2>&1 | FileCheck %s --check-prefix=USER --implicit-check-not=error:
// USER: error: kpkeys: {{.*}}gates.yaml:{{[0-9]+}}:8: gates: boot is for kernels whose key register can be read, which target pku is not for
// RUN: sed 's/gates: boot/gates: late/' %t/gates.yaml > %t/late.yaml
// RUN: not %kpkeys-pks -fplugin-arg-kpkeys-policy=%t/late.yaml -O2 -c %S/Inputs/writes.c -o /dev/null 2>&1 | FileCheck %s --check-prefix=LATE --implicit-check-not=error:
// LATE: error: kpkeys: {{.*}}late.yaml:{{[0-9]+}}:8: unknown mode of 'gates', 'late'; use none or boot
