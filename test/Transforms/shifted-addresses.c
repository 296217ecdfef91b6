/* Intent: an address that is taken apart by shifts and divisions and put together
 * again in the function gets its window, at each level. So does one that lay in
 * the upper bits of a number, beside a tag, and is shifted down. */
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

// CHECK-LABEL: tagged:
// CHECK: kpkeys: enter
void tagged(struct s *p, long v) { u x = ((u)p << 16) | 7; *(long *)((long)x >> 16) = v; }

// CHECK-LABEL: boxed:
// CHECK: kpkeys: enter
void boxed(struct s *p, long v) { char *box = (char *)((u)p << 16); *(long *)((u)(box + 7) >> 16) = v; }

// CHECK-LABEL: field:
// CHECK: kpkeys: enter
void field(struct s *p, long v) { struct { u tag : 16, address : 48; } x = {7, (u)p}; *(long *)(u)x.address = v; }

// CHECK-LABEL: upper_half:
// CHECK: kpkeys: enter
void upper_half(struct s *p, long v) { unsigned __int128 x = (unsigned __int128)(u)p << 64 | 7; *(long *)(u)(x >> 64) = v; }

// CHECK-LABEL: multiplied:
// CHECK: kpkeys: enter
void multiplied(struct s *p, long v) { *(long *)((u)p * 3 / 3) = v; }

// CHECK-LABEL: twice:
// CHECK: kpkeys: enter
void twice(struct s *p, long v) { u x = (u)p >> 3; for (int i = 0; i < 3; i++) x += x; *(long *)x = v; }

// CHECK-LABEL: eightfold:
// CHECK: kpkeys: enter
void eightfold(struct s *p, long v) { u x = (u)p >> 3; *(long *)(x + x * 7) = v; }

// CHECK-LABEL: in_array:
// CHECK: kpkeys: enter
void in_array(struct s *p, long v) { u x[2] = {(u)p >> 3, 0}; *(long *)(x[0] << 3) = v; }

// CHECK-LABEL: by_pointer:
// CHECK: kpkeys: enter
void by_pointer(struct s *p, long v) { u x = (u)p << 3, *from = &x; *(long *)(*from >> 3) = v; }

// CHECK-LABEL: exchanged:
// CHECK: kpkeys: enter
void exchanged(struct s *p, long v) { u x = 0; __atomic_exchange_n(&x, (u)p >> 3, 5); *(long *)(x << 3) = v; }

// A page's number, in an index of which others are computed, stays a number.
// CHECK-LABEL: page_record:
// CHECK-NOT: kpkeys: enter
// CHECK: ret
void page_record(struct s *p, long v, char *base, u i) { *(long *)(base + (((u)p + (i << 12) - (v ? 64 : 128)) >> 12) * 64) = v; }
