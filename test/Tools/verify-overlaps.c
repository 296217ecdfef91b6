// Intent: bytes of a global variable that a window stores twice count once: code
// generators copy 7 bytes as twice 4. Of two variables they count for each.
// RUN: %kpkeys-pku -O2 -c %s -o %t.o && kpkeys-verify %t.o | FileCheck %s
// RUN: %kpkeys-pku -O2 -fdata-sections -c %s -o %t.o && kpkeys-verify %t.o | FileCheck %s
// RUN: %kpkeys-poe-el0 -ffreestanding -O2 -c %s -o %t.o && kpkeys-verify %t.o | FileCheck %s
// CHECK: 1 object, 3 windows: 0 findings

// RUN: %kpkeys-pku -O2 -S %s -o %t.s
// RUN: sed 's/Here+3(%rip)/There(%rip)/' %t.s > %t.two.s
// RUN: not diff %t.s %t.two.s
// RUN: %clang --target=x86_64-linux-gnu -c %t.two.s -o %t.two.o
// RUN: not kpkeys-verify %t.two.o | FileCheck %s --check-prefix=TWO
// TWO: name{{.*}}: error: the window stores 8 bytes outside the stack; its record declares 7 bytes [rule 5, exposure]
// TWO: 1 finding

struct __attribute__((kpkeys_protected("protected"))) record {
  char name[7];
  char many[92];
};
extern struct record Here, There;
struct record Here;
struct record Own;

void name(void) { __builtin_memcpy(Here.name, "window", 7); }
void elsewhere(void) { __builtin_memcpy(There.name, "window", 7); }
void many(const char *from) { __builtin_memcpy(Own.many, from, 92); }
