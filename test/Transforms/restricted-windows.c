// What a level forbids stands outside of its windows, where it stands between
// accesses; without the restriction one window holds it.
// RUN: split-file %s %t
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%t/restricted.yaml -O2 -S %t/code.c -o - | FileCheck %t/code.c
// RUN: sed 's/, restrict: .*no-floating-point./ /' %t/restricted.yaml > %t/free.yaml
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%t/free.yaml -O2 -S %t/code.c -o - | FileCheck %t/code.c --check-prefix=FREE
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%t/restricted.yaml -fplugin-arg-kpkeys-windows=relaxed -O2 -S %t/code.c -o - | FileCheck %t/code.c

//--- restricted.yaml
pkeys: { default: 0, cred: 1 }
levels:
  default: { default: rwx, cred: r }
  cred: { default: rwx, cred: rw, restrict: [no-floating-point] }
domains:
  cred: { pkey: cred }

//--- code.c
struct __attribute__((kpkeys_protected("cred"))) cred {
  int uid;
  int gid;
};

// CHECK-LABEL: between:
// CHECK: enter cred
// CHECK: leave cred
// CHECK: divsd
// CHECK: enter cred
// CHECK: leave cred
// CHECK-NOT: enter
// FREE-LABEL: between:
// FREE: enter cred
// FREE-NOT: leave
// FREE: divsd
// FREE-NOT: enter
// FREE: leave cred
int between(struct cred *c, double *x, int limit) {
  __atomic_store_n(&c->uid, 1, __ATOMIC_RELAXED);
  int gid = (int)(x[0] / __atomic_load_n(&c->uid, __ATOMIC_RELAXED));
  c->gid = gid;
  return gid;
}
