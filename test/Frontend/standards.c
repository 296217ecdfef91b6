/* Intent: writes get windows in every C standard, the oldest included. */
// RUN: %kpkeys-pku -std=gnu11 -O1 -S %s -o - | FileCheck %s
// RUN: %kpkeys-pku -std=c99 -O1 -S %s -o - | FileCheck %s
// RUN: %kpkeys-pku -std=gnu23 -O1 -S %s -o - | FileCheck %s
// RUN: %kpkeys-pku -std=gnu89 -O1 -S %s -o - | FileCheck %s
// RUN: %kpkeys-pku -std=c89 -O1 -S %s -o - | FileCheck %s
struct record { int a; } __attribute__((kpkeys_protected("protected")));
void write(struct record *r, int v) { r->a = v; }
// CHECK-LABEL: write:
// CHECK: wrpkru
// CHECK: wrpkru
