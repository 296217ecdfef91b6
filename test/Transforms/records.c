/* Intent: an object with protected data carries one policy record in a COMDAT
 * group, and a region record with page-aligned edges for each domain whose
 * globals it defines; without protected data it carries none. */
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -O2 -c %s -o %t.o
// RUN: llvm-readelf -SW -sW -gW %t.o | FileCheck %s
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -O0 -c %s -o %t.o
// RUN: llvm-readelf -SW -sW -gW %t.o | FileCheck %s
// Linked with another object, each one's globals lie between its own edges,
// and nothing else does.
// RUN: echo 'int plain_first = 1; int elsewhere __attribute__((kpkeys_protected("red"))); int plain_last = 1;' > %t.other.c
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -fPIC -O2 -c %t.other.c -o %t.other.o
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -fPIC -O2 -c %s -o %t.o
// RUN: %clang -shared -nostdlib %t.o %t.other.o -o %t%shlibext
// RUN: llvm-nm -n %t%shlibext | FileCheck %s --check-prefix=ORDER
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -DRED= -c %s -o %t.none.o
// RUN: llvm-readelf -SW %t.none.o | FileCheck %s --check-prefix=NONE

#ifndef RED
#define RED __attribute__((kpkeys_protected("red")))
#endif
int number RED = 5;
static int array[3] RED;
int zero RED;
const int constant RED = 7;
int plain = 1;
extern int elsewhere RED;
void use(int i) { array[i] = elsewhere; elsewhere = array[0]; }

// CHECK-DAG: kpkeys_policy PROGBITS {{.*}} AGR
// CHECK-DAG: kpkeys_regions PROGBITS {{.*}} WAR
// CHECK-DAG: kpkeys_data_red PROGBITS {{.*}} WAR {{.*}} 4096
// CHECK-DAG: COMDAT group section {{.*}} [__kpkeys_policy.pku.
// NONE-NOT: kpkeys

// ORDER: __kpkeys_start.red
// ORDER-DAG: {{ number$}}
// ORDER-DAG: {{ array$}}
// ORDER-DAG: {{ zero$}}
// ORDER: __kpkeys_end.red
// ORDER: __kpkeys_start.red
// ORDER-NEXT: {{ elsewhere$}}
// ORDER-NEXT: __kpkeys_end.red
