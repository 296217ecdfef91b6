// Intent: what the code generator leaves out of a window is not counted as an
// access that was lost: bytes that are stored twice, or put back as they were.
// What it keeps is, in a record that says so.
// RUN: %kpkeys-pku -O2 -c %s -o %t.o && kpkeys-verify %t.o | FileCheck %s
// RUN: %kpkeys-poe-el0 -ffreestanding -O2 -c %s -o %t.o && kpkeys-verify %t.o | FileCheck %s
// CHECK: 1 object, {{[4-9]}} windows: 0 findings

struct __attribute__((kpkeys_protected("protected"))) record {
  int first, second;
  volatile int third;
  int many[8];
};

void twice(struct record *r, int *p) {
  r->first = 1;
  r->third = 2;
  r->first = 3;
}

void at_an_index(struct record *r, unsigned n) {
  r->many[n] = 1;
  r->third = 2;
  r->many[n] = 3;
}

void itself(struct record *r) {
  int was = r->second;
  r->third = 2;
  r->second = was;
}

void on_the_stack(struct record *r) {
  struct record copy = {.first = r->first};
  copy.third = 1;
  r->second = copy.third;
}

int by_value(struct record copy) {
  struct record *r = &copy;
  r->third = 1;
  return r->second;
}

void apart(struct record *r) {
  r->first = 1;
  r->second = 2;
}
