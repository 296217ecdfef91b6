/* Intent: the exact instructions of a window for target poe-el2: for one pkey,
 * for several pkeys at once (some gained, some given up), and with a register
 * that is the program's own; in assembly and in the object. A function that
 * writes nothing protected has none of them. */
// RUN: rm -rf %t && mkdir %t
// RUN: %kpkeys-poe-el2 -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -O2 -S %S/Inputs/writes.c -o - | %code | FileCheck %s --check-prefix=ASM
// RUN: %kpkeys-poe-el2 -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -O2 -c %S/Inputs/writes.c -o %t/one.o
// RUN: llvm-objdump -d --no-show-raw-insn --no-leading-addr %t/one.o | FileCheck %s --check-prefixes=OBJ,ONE
// RUN: %kpkeys-poe-el2 -fplugin-arg-kpkeys-policy=%S/Inputs/several.yaml -O2 -c %S/Inputs/writes.c -o %t/several.o
// RUN: llvm-objdump -d --no-show-raw-insn --no-leading-addr %t/several.o | FileCheck %s --check-prefixes=OBJ,SEVERAL
// RUN: cat %S/Inputs/several.yaml > %t/owned.yaml
// RUN: echo "register: owned" >> %t/owned.yaml
// RUN: %kpkeys-poe-el2 -fplugin-arg-kpkeys-policy=%t/owned.yaml -O2 -c %S/Inputs/writes.c -o %t/owned.o
// RUN: llvm-objdump -d --no-show-raw-insn --no-leading-addr %t/owned.o | FileCheck %s --check-prefixes=OBJ,OWNED
// RUN: %kpkeys-poe-el2 -fplugin-arg-kpkeys-policy=%S/Inputs/indices.yaml -O2 -S %S/Inputs/changes.c -o - | %code | FileCheck %s --check-prefixes=CHANGE,CHANGE-O2
// RUN: %kpkeys-poe-el2 -fplugin-arg-kpkeys-policy=%S/Inputs/indices.yaml -O0 -S %S/Inputs/changes.c -o - | %code | FileCheck %s --check-prefix=CHANGE

// ASM-LABEL: write_protected:
// ASM: //APP
// ASM-NEXT: // kpkeys: enter red
// ASM-NEXT: mrs [[X:x[0-9]+]], {{POR_EL2|S3_4_C10_C2_4}}
// ASM-NEXT: orr [[X]], [[X]], #0x40
// ASM-NEXT: msr {{POR_EL2|S3_4_C10_C2_4}}, [[X]]
// ASM-NEXT: isb
// ASM-NEXT: //NO_APP
// ASM-NEXT: str w1, [x0]
// ASM-NEXT: //APP
// ASM-NEXT: // kpkeys: leave red
// ASM-NEXT: mrs [[X:x[0-9]+]], {{POR_EL2|S3_4_C10_C2_4}}
// ASM-NEXT: and [[X]], [[X]], #0xffffffffffffffbf
// ASM-NEXT: msr {{POR_EL2|S3_4_C10_C2_4}}, [[X]]
// ASM-NEXT: isb
// ASM-NEXT: //NO_APP
// ASM-NEXT: ret
// ASM-LABEL: write_plain:
// ASM-NOT: {{msr|mrs}}
// ASM: .Lfunc_end

// OBJ-LABEL: <write_protected>:
// ONE-NEXT: mrs [[X:x[0-9]+]], {{POR_EL2|S3_4_C10_C2_4}}
// ONE-NEXT: orr [[X]], [[X]], #0x40
// ONE-NEXT: msr {{POR_EL2|S3_4_C10_C2_4}}, [[X]]
// ONE-NEXT: isb
// ONE-NEXT: str w1, [x0]
// ONE-NEXT: mrs [[X:x[0-9]+]], {{POR_EL2|S3_4_C10_C2_4}}
// ONE-NEXT: and [[X]], [[X]], #0xffffffffffffffbf
// ONE-NEXT: msr {{POR_EL2|S3_4_C10_C2_4}}, [[X]]
// ONE-NEXT: isb
// ONE-NEXT: ret

// SEVERAL-NEXT: mrs [[X:x[0-9]+]], {{POR_EL2|S3_4_C10_C2_4}}
// SEVERAL-NEXT: and [[X]], [[X]], #0xfffffffffffbffff
// SEVERAL-NEXT: orr [[X]], [[X]], #0x40
// SEVERAL-NEXT: orr [[X]], [[X]], #0x4000
// SEVERAL-NEXT: msr {{POR_EL2|S3_4_C10_C2_4}}, [[X]]
// SEVERAL-NEXT: isb
// SEVERAL-NEXT: str w1, [x0]
// SEVERAL-NEXT: mrs [[X:x[0-9]+]], {{POR_EL2|S3_4_C10_C2_4}}
// SEVERAL-NEXT: and [[X]], [[X]], #0xffffffffffffffbf
// SEVERAL-NEXT: and [[X]], [[X]], #0xffffffffffffbfff
// SEVERAL-NEXT: orr [[X]], [[X]], #0x40000
// SEVERAL-NEXT: msr {{POR_EL2|S3_4_C10_C2_4}}, [[X]]
// SEVERAL-NEXT: isb
// SEVERAL-NEXT: ret

// OWNED-NEXT: mov [[X:x[0-9]+]], #{{0x5057|20567}}
// OWNED-NEXT: movk [[X]], #{{0x1|1}}, lsl #16
// OWNED-NEXT: msr {{POR_EL2|S3_4_C10_C2_4}}, [[X]]
// OWNED-NEXT: isb
// OWNED-NEXT: str w1, [x0]
// OWNED-NEXT: mov [[X:x[0-9]+]], #{{0x1017|4119}}
// OWNED-NEXT: movk [[X]], #{{0x5|5}}, lsl #16
// OWNED-NEXT: msr {{POR_EL2|S3_4_C10_C2_4}}, [[X]]
// OWNED-NEXT: isb
// OWNED-NEXT: ret

// OBJ-LABEL: <write_plain>:
// OBJ-NEXT: str w1, [x0]
// OBJ-NEXT: ret

// CHANGE-LABEL: write_both:
// CHANGE: // kpkeys: enter red
// CHANGE-NEXT: mrs [[X:x[0-9]+]], {{POR_EL2|S3_4_C10_C2_4}}
// CHANGE-NEXT: orr [[X]], [[X]], #0x40
// CHANGE-NEXT: msr {{POR_EL2|S3_4_C10_C2_4}}, [[X]]
// CHANGE-NEXT: isb
// CHANGE-O2-NEXT: //NO_APP
// CHANGE-O2-NEXT: str w2, [x0]
// CHANGE: // kpkeys: change red to blue
// CHANGE-NEXT: mrs [[X:x[0-9]+]], {{POR_EL2|S3_4_C10_C2_4}}
// CHANGE-NEXT: and [[X]], [[X]], #0xffffffffffffffbf
// CHANGE-NEXT: orr [[X]], [[X]], #0x40000000
// CHANGE-NEXT: msr {{POR_EL2|S3_4_C10_C2_4}}, [[X]]
// CHANGE-NEXT: isb
// CHANGE-O2-NEXT: //NO_APP
// CHANGE-O2-NEXT: str w2, [x1]
// CHANGE: // kpkeys: leave blue
// CHANGE-NEXT: mrs [[X:x[0-9]+]], {{POR_EL2|S3_4_C10_C2_4}}
// CHANGE-NEXT: and [[X]], [[X]], #0xffffffffbfffffff
// CHANGE-NEXT: msr {{POR_EL2|S3_4_C10_C2_4}}, [[X]]
// CHANGE-NEXT: isb
