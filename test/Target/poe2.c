/* Intent: the exact instructions of a window for targets poe2-el0 and poe2-el1:
 * the index of the level that is entered, changed to or left to, then an ISB,
 * at -O0 as at -O2, whatever the register mode. They are given by encoding, so
 * that no -march is needed; an assembler that knows POE2 makes the same bytes of
 * the names. Each level must have an index, so that without a policy file there
 * is an error. */
// RUN: rm -rf %t && mkdir %t
// DEFINE: %{el0} = %kpkeys-poe2-el0 -fplugin-arg-kpkeys-policy=%S/Inputs/indices.yaml
// DEFINE: %{el1} = %kpkeys-poe2-el1 -fplugin-arg-kpkeys-policy=%S/Inputs/indices.yaml
// DEFINE: %{owned} = %kpkeys-poe2-el1 -fplugin-arg-kpkeys-policy=%t/owned.yaml
// RUN: cat %S/Inputs/indices.yaml > %t/owned.yaml
// RUN: echo "register: owned" >> %t/owned.yaml
// RUN: %{el0} -O2 -S %S/Inputs/changes.c -o - | %code | FileCheck %s --check-prefixes=ASM,ASM-O2
// RUN: %{el1} -O2 -S %S/Inputs/changes.c -o - | %code | FileCheck %s --check-prefixes=ASM,ASM-O2
// RUN: %{owned} -O2 -S %S/Inputs/changes.c -o - | %code | FileCheck %s --check-prefixes=ASM,ASM-O2
// RUN: %{el0} -O0 -S %S/Inputs/changes.c -o - | %code | FileCheck %s --check-prefix=ASM
// RUN: %{el1} -O2 -c %S/Inputs/changes.c -o %t/changes.o
// RUN: llvm-objdump -d --no-leading-addr %t/changes.o | FileCheck %s --check-prefix=OBJ
// RUN: %{el1} -O2 -S %S/Inputs/writes.c -o - | %code | FileCheck %s --check-prefix=PLAIN

// ASM-LABEL: write_both:
// ASM: // kpkeys: enter red
// ASM-NEXT: // tchangef xzr, #5
// ASM-NEXT: .inst 0xd59000bf
// ASM-NEXT: isb
// ASM-O2-NEXT: //NO_APP
// ASM-O2-NEXT: str w2, [x0]
// ASM: // kpkeys: change red to blue
// ASM-NEXT: // tchangef xzr, #127
// ASM-NEXT: .inst 0xd5900fff
// ASM-NEXT: isb
// ASM-O2-NEXT: //NO_APP
// ASM-O2-NEXT: str w2, [x1]
// ASM: // kpkeys: leave blue
// ASM-NEXT: // tchangef xzr, #0
// ASM-NEXT: .inst 0xd590001f
// ASM-NEXT: isb

// OBJ-LABEL: <write_both>:
// OBJ-NEXT: d59000bf
// OBJ-NEXT: isb
// OBJ-NEXT: str w2, [x0]
// OBJ-NEXT: d5900fff
// OBJ-NEXT: isb
// OBJ-NEXT: str w2, [x1]
// OBJ-NEXT: d590001f
// OBJ-NEXT: isb
// OBJ-NEXT: ret

// PLAIN-LABEL: write_plain:
// PLAIN-NOT: .inst
// PLAIN: .Lfunc_end

// RUN: not %kpkeys-poe2-el0 -S %S/Inputs/writes.c -o /dev/null 2>&1 | FileCheck %s --check-prefix=BUILTIN --implicit-check-not=error:
// BUILTIN: error: kpkeys: target poe2-el0 needs a policy file: each level must have an 'index'

/* The index comes back from the object in the policy record. */
// RUN: llvm-objdump -s -j kpkeys_policy %t/changes.o | FileCheck %s --check-prefix=RECORD
// RECORD: 4b504b50 01000800
// RECORD: 00007f00
// RECORD: 00000500
