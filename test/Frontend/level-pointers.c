/* Intent: calls through what says kpkeys_requires go through a callee marker;
 * others, and direct calls, do not. */
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -I%include -O0 -S -emit-llvm -Xclang -disable-llvm-passes %s -o - | FileCheck %s
#include "kpkeys.h"
typedef int red_fn(int) __kpkeys_requires("red");
typedef int (*red_ptr)(int) __kpkeys_requires("red");
int direct(int) __kpkeys_requires("red");
int (*global)(int) __kpkeys_requires("blue");
struct ops {
  int (*set)(int) __kpkeys_requires("red");
  red_ptr get;
  int (*plain)(int);
  red_fn *table[2];
};
red_ptr find(int);

// CHECK-LABEL: define {{.*}}@calls(
// CHECK: call ptr @__kpkeys_callee.blue(ptr
// CHECK-COUNT-13: = call ptr @__kpkeys_callee.red(ptr
// CHECK-NOT: call ptr @__kpkeys_callee
// CHECK-LABEL: define {{.*}}@plain(
int calls(struct ops *o, int (*param)(int) __kpkeys_requires("red"), void *any, int n) {
  int (*local)(int) __kpkeys_requires("red") = param;
  int sum = global(1);
  sum += o->set(2);
  sum += (*o->get)(3);
  sum += o->table[n](4);
  sum += param(5);
  sum += local(6);
  sum += find(7)(8);
  sum += ((red_ptr)any)(9);
  sum += (n ? o->set : direct)(10);
  sum += (local = o->set)(11);
  sum += (n, o->set)(12);
  sum += (o->set ?: o->get)(13);
  sum += __atomic_load_n(&o->set, __ATOMIC_RELAXED)(14);
  return sum + ({ o->set; })(15);
}
// CHECK-NOT: call ptr @__kpkeys_callee
// CHECK: ret i32
int plain(struct ops *o, int (*param)(int), int n) {
  return direct(1) + (direct)(2) + (*direct)(3) + o->plain(4) + param(5) + (n ? param : o->plain)(6);
}
