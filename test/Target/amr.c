/* Intent: the exact instructions of a window for target amr: for one pkey, for
 * several at once, from level to level, and with a register that is the
 * program's own; at -O0 as at -O2; in assembly and in the object. A function
 * that writes nothing protected has none of them. */
// RUN: rm -rf %t && mkdir %t
// DEFINE: %{amr} = %kpkeys-amr -fplugin-arg-kpkeys-policy
// RUN: cat %S/Inputs/several.yaml > %t/owned.yaml
// RUN: echo "register: owned" >> %t/owned.yaml
// RUN: %{amr}=%S/Inputs/indices.yaml -O2 -S %S/Inputs/changes.c -o - | %code | FileCheck %s --check-prefixes=ASM,ASM-O2
// RUN: %{amr}=%S/Inputs/indices.yaml -O0 -S %S/Inputs/changes.c -o - | %code | FileCheck %s --check-prefix=ASM
// RUN: %{amr}=%S/Inputs/indices.yaml -O2 -c %S/Inputs/changes.c -o %t/changes.o
// RUN: llvm-objdump -d --no-show-raw-insn --no-leading-addr %t/changes.o | FileCheck %s --check-prefix=CHANGE
// RUN: %{amr}=%S/Inputs/several.yaml -O2 -c %S/Inputs/writes.c -o %t/several.o
// RUN: llvm-objdump -d --no-show-raw-insn --no-leading-addr %t/several.o | FileCheck %s --check-prefixes=OBJ,SEVERAL
/* Every part of a constant is loaded: pkeys 0, 9, 20 and 31 have fields in each. */
// RUN: %{amr}=%S/Inputs/spread.yaml -O2 -S %S/Inputs/writes.c -o - | %code | FileCheck %s --check-prefix=SPREAD
// RUN: %{amr}=%t/owned.yaml -O2 -c %S/Inputs/writes.c -o %t/owned.o
// RUN: llvm-objdump -d --no-show-raw-insn --no-leading-addr %t/owned.o | FileCheck %s --check-prefixes=OBJ,OWNED

/* Pkey 1 has bits 60 and 61 (from the least significant), pkey 7 48 and 49. The
 * higher one denies writes. */
// ASM-LABEL: write_both:
// ASM: # kpkeys: enter red
// ASM-NEXT: {{mfuamr|mfspr}} [[X:[0-9]+]]{{(, 13)?$}}
// ASM-NEXT: li [[T:[0-9]+]], 0
// ASM-NEXT: rldimi [[X]], [[T]], 61, 2
// ASM-NEXT: isync
// ASM-NEXT: {{mtuamr|mtspr 13,}} [[X]]
// ASM-NEXT: isync
// ASM-O2-NEXT: #NO_APP
// ASM-O2-NEXT: stw 5, 0(3)
// ASM: # kpkeys: change red to blue
// ASM-NEXT: {{mfuamr|mfspr}} [[X:[0-9]+]]{{(, 13)?$}}
// ASM-NEXT: li [[T:[0-9]+]], 0
// ASM-NEXT: rldimi [[X]], [[T]], 49, 14
// ASM-NEXT: li [[T]], -1
// ASM-NEXT: rldimi [[X]], [[T]], 61, 2
// ASM-NEXT: isync
// ASM-NEXT: {{mtuamr|mtspr 13,}} [[X]]
// ASM-NEXT: isync
// ASM-O2-NEXT: #NO_APP
// ASM-O2-NEXT: stw 5, 0(4)
// ASM: # kpkeys: leave blue
// ASM-NEXT: {{mfuamr|mfspr}} [[X:[0-9]+]]{{(, 13)?$}}
// ASM-NEXT: li [[T:[0-9]+]], -1
// ASM-NEXT: rldimi [[X]], [[T]], 49, 14
// ASM-NEXT: isync
// ASM-NEXT: {{mtuamr|mtspr 13,}} [[X]]
// ASM-NEXT: isync

// CHANGE-LABEL: <write_both>:
// CHANGE: {{mfuamr|mfspr}}
// CHANGE: isync
// CHANGE-NEXT: {{mtuamr|mtspr}}
// CHANGE-NEXT: isync
// CHANGE-NEXT: stw 5, 0(3)
// CHANGE: isync
// CHANGE-NEXT: {{mtuamr|mtspr}}
// CHANGE-NEXT: isync
// CHANGE-NEXT: stw 5, 0(4)
// CHANGE: isync
// CHANGE-NEXT: {{mtuamr|mtspr}}
// CHANGE-NEXT: isync
// CHANGE-NEXT: blr

// OBJ-LABEL: <write_protected>:
// SEVERAL-NEXT: {{mfuamr|mfspr}} [[X:[0-9]+]]
// SEVERAL-NEXT: li [[T:[0-9]+]], 0
// SEVERAL-NEXT: rldimi [[X]], [[T]], 57, 6
// SEVERAL-NEXT: rldimi [[X]], [[T]], 61, 2
// SEVERAL-NEXT: li [[T]], -1
// SEVERAL-NEXT: rldimi [[X]], [[T]], 55, 8
// SEVERAL-NEXT: isync
// SEVERAL-NEXT: {{mtuamr|mtspr 13,}} [[X]]
// SEVERAL-NEXT: isync
// SEVERAL-NEXT: stw 4, 0(3)
// SEVERAL-NEXT: {{mfuamr|mfspr}} [[X:[0-9]+]]
// SEVERAL-NEXT: li [[T:[0-9]+]], 0
// SEVERAL-NEXT: rldimi [[X]], [[T]], 55, 8
// SEVERAL-NEXT: li [[T]], -1
// SEVERAL-NEXT: rldimi [[X]], [[T]], 57, 6
// SEVERAL-NEXT: rldimi [[X]], [[T]], 61, 2
// SEVERAL-NEXT: isync
// SEVERAL-NEXT: {{mtuamr|mtspr 13,}} [[X]]
// SEVERAL-NEXT: isync
// SEVERAL-NEXT: blr

/* 128 << 48 denies writes to pkey 4; 8704 << 48 to pkeys 1 and 3. */
// OWNED-NEXT: lis [[X:[0-9]+]], 128
// OWNED-NEXT: sldi [[X]], [[X]], 32
// OWNED-NEXT: isync
// OWNED-NEXT: {{mtuamr|mtspr 13,}} [[X]]
// OWNED-NEXT: isync
// OWNED-NEXT: stw 4, 0(3)
// OWNED-NEXT: lis [[X:[0-9]+]], 8704
// OWNED-NEXT: sldi [[X]], [[X]], 32
// OWNED-NEXT: isync
// OWNED-NEXT: {{mtuamr|mtspr 13,}} [[X]]
// OWNED-NEXT: isync
// OWNED-NEXT: blr

// OBJ-LABEL: <write_plain>:
// OBJ-NEXT: stw 4, 0(3)
// OBJ-NEXT: blr

// SPREAD-LABEL: write_protected:
// SPREAD: lis [[X:[0-9]+]], 4096
// SPREAD-NEXT: ori [[X]], [[X]], 4096
// SPREAD-NEXT: sldi [[X]], [[X]], 32
// SPREAD-NEXT: oris [[X]], [[X]], 128
// SPREAD-NEXT: ori [[X]], [[X]], 1
// SPREAD-NEXT: isync
