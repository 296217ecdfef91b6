// Intent: without optimisation code names single entries of tables of labels.
// What the other entries lead to is looked at, too.
// RUN: %kpkeys-pku -O0 -c %s -o %t.o && kpkeys-verify %t.o | FileCheck %s
// RUN: %kpkeys-poe-el0 -ffreestanding -O0 -c %s -o %t.o && kpkeys-verify %t.o | FileCheck %s
// RUN: %kpkeys-pku -O0 -fPIE -pie -nostdlib -Wl,-e,pick -fuse-ld=lld %s -o %t.exe && kpkeys-verify %t.exe | FileCheck %s
// CHECK: 3 windows: 0 findings

struct __attribute__((kpkeys_protected("protected"))) record {
  int first;
};

void pick(struct record *r) {
  static const void *const places[] = {&&first, &&second, &&third};
  goto *places[1];
first:
  r->first = 1;
second:
  r->first = 2;
third:
  r->first = 3;
}
