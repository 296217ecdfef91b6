/* Intent: an address that is taken apart by shifts and divisions and put together
 * again in the function gets its window, at each level. */
// RUN: %kpkeys-pku -w -O0 -S %s -o - | FileCheck %s
// RUN: %kpkeys-pku -w -O1 -S %s -o - | FileCheck %s
// RUN: %kpkeys-pku -w -O2 -S %s -o - | FileCheck %s
typedef unsigned long u;
struct s { long a, b; } __attribute__((kpkeys_protected("protected")));

// CHECK-LABEL: halves:
// CHECK: kpkeys: enter
void halves(struct s *p, long v) { u x = (u)p; unsigned hi = x >> 32, lo = (unsigned)x; *(long *)(((u)hi << 32) | lo) = v; }

// CHECK-LABEL: pages:
// CHECK: kpkeys: enter
void pages(struct s *p, long v) { u n = (u)p >> 12, o = (u)p & 4095; ((struct s *)(n * 4096 + o))->a = v; }

// CHECK-LABEL: loop:
// CHECK: kpkeys: enter
void loop(struct s *p, long v) { u x = (u)p >> 8; for (int i = 0; i < 8; i++) x += x; *(long *)(x | ((u)p & 255)) = v; }

// CHECK-LABEL: rot:
// CHECK: kpkeys: enter
void rot(struct s *p, long v) { u x = (u)p; x = (x >> 5) | (x << 59); x = (x << 5) | (x >> 59); *(long *)x = v; }

// CHECK-LABEL: divmul:
// CHECK: kpkeys: enter
void divmul(struct s *p, long v) { *(long *)((u)p / 24 * 24 + (u)p % 24) = v; }

// CHECK-LABEL: bytes:
// CHECK: kpkeys: enter
void bytes(struct s *p, long v) { u x = (u)p, y = 0; for (int i = 0; i < 8; i++) y |= ((x >> (8 * i)) & 255) << (8 * i); *(long *)y = v; }
