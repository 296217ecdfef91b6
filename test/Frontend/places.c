/* Intent: locations that only our messages need cost time. External functions
 * before the first that has to do with protected data are generated without;
 * messages about clones of theirs name the function's place. With -g, all keep
 * their own. */
// RUN: %kpkeys-pku -O2 -S -emit-llvm -Xclang -disable-llvm-passes %s -o - | FileCheck %s --check-prefix=RAW
// RUN: %kpkeys-pku -O2 -g -S -emit-llvm -Xclang -disable-llvm-passes %s -o - | FileCheck %s --check-prefix=DEBUG
// RUN: not %kpkeys-pku -O2 -fplugin-arg-kpkeys-escape=error -S %s -o %t.s 2>&1 | FileCheck %s
// RUN: not %kpkeys-pku -O2 -g -fplugin-arg-kpkeys-escape=error -S %s -o %t.s 2>&1 | FileCheck %s --check-prefix=EXACT
struct cred { int uid; } __attribute__((kpkeys_protected("protected")));
void unknown(int *p);

// RAW: define {{.*}}@early({{.*}}) #{{[0-9]+}} {
// RAW-NOT: !dbg
// RAW: ret void
// DEBUG: define {{.*}}@early({{.*}}) #{{[0-9]+}} !dbg
// CHECK: places.c:[[#@LINE+1]]:32: error: kpkeys: a pointer into domain 'protected' is passed to 'unknown'
__attribute__((noinline)) void early(int *p) {
  // EXACT: places.c:[[#@LINE+1]]:3: error: kpkeys: a pointer into domain 'protected' is passed to 'unknown'
  unknown(p);
}

// RAW: define {{.*}}@writes({{.*}}) #{{[0-9]+}} !dbg
void writes(struct cred *c) {
  c->uid = 1;
  early(&c->uid);
}

// RAW: define {{.*}}@late({{.*}}) #{{[0-9]+}} !dbg
void late(int *p) { *p = 1; }
