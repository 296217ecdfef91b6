/* Intent: under register pressure no value of the key register is ever kept:
 * inside a window, between the instruction that opens it and the one that
 * closes it, nothing is stored to the stack; the value goes from the read to
 * the write in one unbroken block. */
// RUN: %kpkeys-pku -O2 -S %s -o - | %code | FileCheck %s --check-prefix=PKU
// RUN: %kpkeys-pku -O2 -S %s -o - | %code | awk -f %S/Inputs/windows.awk | FileCheck %s --check-prefix=STACK
// RUN: %kpkeys-pks -O2 -S %s -o - | %code | awk -f %S/Inputs/windows.awk | FileCheck %s --check-prefix=STACK
// RUN: %kpkeys-poe-el0 -O2 -S %s -o - | %code | awk -f %S/Inputs/windows.awk | FileCheck %s --check-prefix=STACK
// RUN: %kpkeys-poe-el1 -O2 -S %s -o - | %code | awk -f %S/Inputs/windows.awk | FileCheck %s --check-prefix=STACK
// The twin: code that keeps the value.
// RUN: awk -f %S/Inputs/windows.awk %S/Inputs/kept-values.s | FileCheck %s --check-prefix=KEPT

struct record { long a[32]; } __attribute__((kpkeys_protected("protected")));
void pressure(struct record *r, const long *v) {
  long t[28];
#pragma clang loop unroll(full)
  for (int i = 0; i < 28; i++)
    t[i] = v[i] * (i + 3) + v[i + 1];
  r->a[0] = t[0];
  __asm__ volatile("" : : : "memory");
#pragma clang loop unroll(full)
  for (int i = 0; i < 28; i++)
    r->a[i] = t[27 - i] ^ v[i];
}

// PKU: # kpkeys: enter protected
// PKU-NEXT: rdpkru
// PKU-NEXT: andl $-9, %eax
// PKU-NEXT: wrpkru
// STACK: windows: {{[1-9][0-9]*}}, stores of key register values: 0
// KEPT: windows: 1, stores of key register values: 2
