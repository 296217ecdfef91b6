// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: where the address of a protected lvalue is dereferenced at once, as by
// WRITE_ONCE, the marker goes to the root of the path like that of any write. In
// a loop the optimizer then moves it out, and unrolls; each write has its window all the same.
// RUN: %kpkeys-pku -O1 -Xclang -disable-llvm-passes -S -emit-llvm %s -o - | FileCheck %s
// RUN: %kpkeys-pku -O2 -S -emit-llvm %s -o - | FileCheck %s --check-prefix=LOOP
// RUN: %kpkeys-pku -O0 -fplugin-arg-kpkeys-windows=per-access -Rpass=kpkeys -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=WINDOWS

#define WRITE_ONCE(place, value)                                               \
  (*(volatile __typeof__(place) *)&(place) = (value))

struct __attribute__((kpkeys_protected("protected"))) entry {
  long value;
  int parts[2];
};

// CHECK-LABEL: define {{.*}}@fill(
// CHECK: [[TABLE:%.*]] = load ptr,
// CHECK-NEXT: [[MARKED:%.*]] = call ptr @__kpkeys_mark.protected(ptr noundef [[TABLE]])
// CHECK: getelementptr {{.*}}, ptr [[MARKED]],
// CHECK: store volatile i64
// LOOP-LABEL: define {{.*}}@fill(
// LOOP-COUNT-4: store volatile i64
// WINDOWS: [[@LINE+3]]:{{[0-9]+}}: remark: window at level 'protected'
void fill(struct entry *table, int first) {
  for (int i = 0; i < 512; ++i)
    WRITE_ONCE(table[i].value, first + i);
}

// CHECK-LABEL: define {{.*}}@parts(
// CHECK: [[ENTRY:%.*]] = load ptr,
// CHECK-NEXT: call ptr @__kpkeys_mark.protected(ptr noundef [[ENTRY]])
// CHECK: store volatile i32
// WINDOWS: [[@LINE+2]]:{{[0-9]+}}: remark: window at level 'protected'
void parts(struct entry *e, int i) {
  ((volatile int *)e->parts)[i] = 1;
}

// CHECK-LABEL: define {{.*}}@variable(
// CHECK: call ptr @__kpkeys_mark.protected(ptr noundef @last)
// CHECK: store volatile i64
// WINDOWS: [[@LINE+3]]:{{[0-9]+}}: remark: window at level 'protected'
static struct entry last;
void variable(long value) {
  WRITE_ONCE(last.value, value);
}

// A pointer that is kept is marked as before.
// CHECK-LABEL: define {{.*}}@kept(
// CHECK: getelementptr
// CHECK-NEXT: [[PLACE:%.*]] = getelementptr
// CHECK-NEXT: call ptr @__kpkeys_mark.protected(ptr noundef [[PLACE]])
// WINDOWS: [[@LINE+3]]:{{[0-9]+}}: remark: window at level 'protected'
void kept(struct entry *e) {
  volatile int *place = &e->parts[1];
  *place = 2;
}

// Nothing is written here, and nothing of a local variable is marked.
// CHECK-LABEL: define {{.*}}@neither(
// CHECK-NOT: __kpkeys_mark
// CHECK: ret i64
long neither(const struct entry *e) {
  struct entry copy = *e;
  WRITE_ONCE(copy.value, 3);
  return *(const volatile long *)&e->value + copy.value;
}
