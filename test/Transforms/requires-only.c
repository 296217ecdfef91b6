// Intent: a file that does nothing but call what requires a level has a window.
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -O2 -I%include -S %s -o - | FileCheck %s
// RUN: not %kpkeys-pku -DTAIL -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -O2 -I%include -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=TAIL
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-windows=none -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -O2 -I%include -S %s -o - | FileCheck %s --check-prefix=NONE
// NONE-NOT: wrpkru
// TAIL: requires-only.c:[[#@LINE+10]]:36: error: kpkeys: the level would have to be switched behind a musttail call; drop musttail
#include <kpkeys.h>
__kpkeys_requires("red") int need(int v);

// CHECK-LABEL: {{^}}caller:
// CHECK: kpkeys: enter red
// CHECK: callq need
// CHECK: kpkeys: leave red
int caller(int v) {
#ifdef TAIL
  __attribute__((musttail)) return need(v);
#else
  return need(v) + 1;
#endif
}
