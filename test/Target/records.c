// Each switch has a record, in a section that goes where its function goes, and
// no record is loaded. (What records say is tested where they are read.)
// RUN: rm -rf %t && mkdir %t
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -O2 -g -ffunction-sections -c %s -o %t/one.o
// RUN: llvm-readobj --sections --relocs %t/one.o | FileCheck %s --check-prefix=OBJ
// RUN: %link -nostdlib -Wl,--gc-sections,-e,kept %t/one.o -o %t/one
// RUN: llvm-readobj --sections %t/one | FileCheck %s --check-prefix=LINKED
// RUN: llvm-nm %t/one | FileCheck %s --check-prefix=NAMES --implicit-check-not=dropped

// In the assembly: a label before the switch, and what it is for.
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -O2 -S %s -o - | FileCheck %s --check-prefix=ASM
// RUN: %kpkeys-sim -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -O2 -S %s -o - | FileCheck %s --check-prefix=CALL

// With windows=none there are no switches.
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -fplugin-arg-kpkeys-windows=none -w -O2 -c %s -o %t/none.o
// RUN: llvm-readobj --sections %t/none.o | FileCheck %s --check-prefix=NONE --implicit-check-not=kpkeys_windows
// NONE: kpkeys_sites

struct __attribute__((kpkeys_protected("red"))) record {
  int value;
};

// ASM-LABEL: kept:
// ASM: # kpkeys: enter red, records.c:[[@LINE+9]]
// ASM-NEXT: {{^}}.Lkpkeys_switch[[N:[0-9]+]]:
// ASM-NEXT: rdpkru
// ASM: wrpkru
// ASM-NEXT: .Lkpkeys_end[[N]]:
// ASM-NEXT: .section kpkeys_windows,"o",@progbits,kept
// CALL-LABEL: kept:
// CALL: .section kpkeys_windows,"o",@progbits,kept
// CALL: callq __kpkeys_enter
void kept(struct record *r) { r->value = 1; }
void dropped(struct record *r) { r->value = 2; }

// A name that assemblers must be shown in quotes, with signs that inline asm
// takes for operands.
// ASM: .section kpkeys_windows,"o",@progbits,"a$0 b"
void odd(struct record *r) __asm__("a$0 b");
void odd(struct record *r) { r->value = 3; }

// OBJ: Name: kpkeys_windows
// OBJ-NEXT: Type: SHT_PROGBITS
// OBJ-NEXT: Flags [ (0x80)
// OBJ-NEXT: SHF_LINK_ORDER
// OBJ: Section {{.*}} .relakpkeys_windows {
// OBJ-NEXT: R_X86_64_64 .text.kept
// OBJ-NEXT: R_X86_64_64 .text.kept
// OBJ-NEXT: }

// LINKED: Name: kpkeys_windows
// LINKED-NEXT: Type: SHT_PROGBITS
// LINKED-NEXT: Flags [
// LINKED-NOT: SHF_ALLOC
// LINKED: Address: 0x0
// NAMES: kept
