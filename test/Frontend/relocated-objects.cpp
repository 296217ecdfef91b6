// Intent: __builtin_trivially_relocate writes where its first argument points;
// Clang passes pointers to it without loading them.
// REQUIRES: newest-llvm
// RUN: %kpkeys-pku -std=c++26 -O0 -S %s -o - | FileCheck %s
struct __attribute__((kpkeys_protected("protected"))) object {
  int id;
  long keys[4];
};
struct plain {
  int id;
};

// CHECK-LABEL: protected_objects
// CHECK: wrpkru
// CHECK: callq memmove
// CHECK: wrpkru
// CHECK: ret
object *protected_objects(object *to, object *from, unsigned long n) {
  return __builtin_trivially_relocate(to, from, n);
}

// CHECK-LABEL: of_a_member
// CHECK: wrpkru
struct holder {
  object *held;
};
void of_a_member(holder &h, object *from) {
  __builtin_trivially_relocate(h.held, from, 1);
}

// CHECK-LABEL: plain_objects
// CHECK-NOT: wrpkru
// CHECK: .cfi_endproc
void plain_objects(plain *to, plain *from) {
  __builtin_trivially_relocate(to, from, 2);
}
