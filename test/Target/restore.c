// Intent: what is put back of a saved register is masked where it is put back: the
// value may have been in memory meanwhile. All of it assembles.
// RUN: sed 's/^domains:/leave: saved\n&/' %inputs/policies/two-domains.yaml > %t.saved.yaml
// RUN: sed 's/^domains:/register: owned\n&/' %t.saved.yaml > %t.owned.yaml
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%t.saved.yaml -O2 -I%include -S %s -o - | %code | FileCheck %s --check-prefix=PKU
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%t.owned.yaml -O2 -I%include -S %s -o - | %code | FileCheck %s --check-prefix=PKU-OWNED
// RUN: %kpkeys-pks -fplugin-arg-kpkeys-policy=%t.saved.yaml -O2 -I%include -S %s -o - | %code | FileCheck %s --check-prefix=PKS
// RUN: %kpkeys-poe-el1 -fplugin-arg-kpkeys-policy=%t.saved.yaml -O2 -I%include -S %s -o - | %code | FileCheck %s --check-prefix=POE
// RUN: %kpkeys-poe-el1 -fplugin-arg-kpkeys-policy=%t.owned.yaml -O2 -I%include -S %s -o - | %code | FileCheck %s --check-prefix=POE-OWNED
// RUN: %kpkeys -target powerpc64le-linux-gnu -fplugin-arg-kpkeys-target=amr -fplugin-arg-kpkeys-policy=%t.saved.yaml -O2 -I%include -S %s -o - | %code | FileCheck %s --check-prefix=AMR
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%t.saved.yaml -O2 -I%include -c %s -o %t.o
// RUN: %kpkeys-poe-el1 -fplugin-arg-kpkeys-policy=%t.saved.yaml -O2 -I%include -c %s -o %t.o
// RUN: %kpkeys -target powerpc64le-linux-gnu -fplugin-arg-kpkeys-target=amr -fplugin-arg-kpkeys-policy=%t.saved.yaml -O2 -I%include -c %s -o %t.o
// RUN: not %kpkeys -target aarch64-linux-gnu -fplugin-arg-kpkeys-target=poe2-el1 -fplugin-arg-kpkeys-policy=%S/../Docs/Inputs/indexed.yaml -DSAVED -I%include -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=POE2
#include <kpkeys.h>
#ifdef SAVED
struct red {
  int a;
} __kpkeys_protected("protected");
__kpkeys_leave("saved")
#else
struct red {
  int a;
} __kpkeys_protected("red");
#endif
void f(struct red *r) { r->a = 1; }

// PKU: # kpkeys: read
// PKU: # kpkeys: restore
// PKU-NEXT: rdpkru
// PKU-NEXT: xorl %eax, %[[SAVED:e[a-z]+]]
// PKU-NEXT: andl $63, %[[SAVED]]
// PKU-NEXT: xorl %[[SAVED]], %eax
// PKU-NEXT: wrpkru

// PKU-OWNED: # kpkeys: restore
// PKU-OWNED-NEXT: wrpkru

// PKS: # kpkeys: restore
// PKS-NEXT: movl $1761, %ecx
// PKS-NEXT: rdmsr
// PKS-NEXT: xorl %eax, %[[SAVED:e[a-z]+]]
// PKS-NEXT: andl $63, %[[SAVED]]
// PKS-NEXT: xorl %[[SAVED]], %eax
// PKS-NEXT: wrmsr

// POE: // kpkeys: restore
// POE-NEXT: mrs [[NOW:x[0-9]+]], POR_EL1
// POE-NEXT: eor [[DIFFERENCE:x[0-9]+]], [[NOW]], x{{[0-9]+}}
// POE-NEXT: and [[DIFFERENCE]], [[DIFFERENCE]], #0xfff
// POE-NEXT: eor [[NOW]], [[NOW]], [[DIFFERENCE]]
// POE-NEXT: msr POR_EL1, [[NOW]]
// POE-NEXT: isb

// POE-OWNED: // kpkeys: restore
// POE-OWNED: and [[DIFFERENCE:x[0-9]+]], [[DIFFERENCE]], #0x7fffffffffffffff
// POE-OWNED: msr POR_EL1

// AMR: # kpkeys: restore
// AMR-NEXT: mfuamr [[A:[0-9]+]]
// AMR-NEXT: xor [[A]], [[A]]
// AMR: rldimi [[A]]
// AMR: mtuamr [[A]]

// POE2: error: kpkeys: windows cannot restore what they found: the register of target=poe2-el1 cannot be read; leave to the entry level
