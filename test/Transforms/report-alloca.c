// Intent: at -O0 a marked pointer kept in alloca() memory is lost and reported;
// with optimization it is followed.
// RUN: %kpkeys-pku -O0 -I%include -S %s -o - 2>&1 | FileCheck %s --check-prefix=O0
// RUN: %kpkeys-pku -O2 -I%include -S %s -o - 2>&1 | FileCheck %s --check-prefix=O2
#include "kpkeys.h"
struct __kpkeys_protected("protected") record { int a; };
// O0: report-alloca.c:[[@LINE+6]]:{{[0-9]+}}: warning: kpkeys: a pointer into domain 'protected' is stored in memory
// O2-NOT: warning
// O2: kpkeys: enter protected
// O2-NOT: warning
void keep(struct record *r) {
  int **t = __builtin_alloca(8);
  t[0] = &r->a;
  *t[0] = 5;
}
