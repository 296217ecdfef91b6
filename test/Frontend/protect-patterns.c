/* Intent: `protect` takes patterns of types and of variables. A pattern takes
 * the program's own declarations and leaves what it says it leaves: system
 * headers, constants, thread-local and register variables. An exact name takes
 * a declaration wherever it stands. */
// RUN: split-file %s %t
// RUN: %kpkeys -fplugin-arg-kpkeys-policy=%t/all.yaml -isystem %t/system -I%t -O1 -Xclang -disable-llvm-passes -S -emit-llvm %t/main.c -o - | FileCheck %s
// RUN: %kpkeys -fplugin-arg-kpkeys-policy=%t/some.yaml -isystem %t/system -I%t -O1 -Xclang -disable-llvm-passes -S -emit-llvm %t/main.c -o - | FileCheck %s --check-prefix=SOME
// RUN: %kpkeys_cc1 -plugin-arg-kpkeys policy=%t/some.yaml -fsyntax-only -verify %t/exact.c

//--- all.yaml
pkeys: { default: 0, red: 1, blue: 2 }
levels:
  default: { default: rwx, red: r, blue: r }
  red: { default: rwx, red: rw, blue: r }
  blue: { default: rwx, red: r, blue: rw }
domains: { red: { pkey: red }, blue: { pkey: blue } }
protect:
  - { type: "*", domain: red }
  - { variable: "*", domain: red }
  - { variable: "blue_*", domain: blue }
//--- some.yaml
pkeys: { default: 0, red: 1 }
levels:
  default: { default: rwx, red: r }
  red: { default: rwx, red: rw }
domains: { red: { pkey: red } }
protect:
  - { type: "struct s*", domain: red }
  - { variable: "own", domain: red }
  - { variable: "system_variable", domain: red }
//--- system/system.h
struct system { int a; };
extern int system_variable;
//--- own.h
struct in_header { int a; };
//--- main.c
#include <system.h>
#include "own.h"
struct s1 { int a; };
struct other { int a; };
union u { int a; };
typedef struct { int a; } untagged;
struct { int a; } unnamed;
struct incomplete;

// CHECK-DAG: @own = {{.*}}global i32 0, section "kpkeys_data_red"
// SOME-DAG: @own = {{.*}}global i32 0, section "kpkeys_data_red"
int own;
// CHECK-DAG: @blue_one = {{.*}}global i32 0, section "kpkeys_data_blue"
// SOME-DAG: @blue_one = {{.*}}global i32 0, align
int blue_one;
// CHECK-DAG: @unnamed = {{.*}}section "kpkeys_data_red"
// SOME-DAG: @unnamed = {{.*}}zeroinitializer, align
// CHECK-DAG: @constant = {{.*}}constant i32 1, align
const int constant = 1;
// CHECK-DAG: @constants = {{.*}}constant [2 x i32] [i32 1, i32 2], align
const int constants[2] = {1, 2};
// CHECK-DAG: @per_thread = {{.*}}thread_local global i32 0, align
_Thread_local int per_thread;
// CHECK-DAG: @local_static.kept = internal global i32 0, section "kpkeys_data_red"
// CHECK-DAG: @s = {{.*}}section "kpkeys_data_red"
// SOME-DAG: @s = {{.*}}section "kpkeys_data_red"
struct s1 s;
extern int elsewhere;

// CHECK-LABEL: define {{.*}}@records(
// SOME-LABEL: define {{.*}}@records(
void records(struct s1 *a, struct other *b, union u *c, untagged *d,
             struct in_header *e) {
  // CHECK-COUNT-6: call ptr @__kpkeys_mark.red(
  // CHECK-NOT: @__kpkeys_mark
  // CHECK: ret void
  // SOME-COUNT-1: call ptr @__kpkeys_mark.red(
  // SOME-NOT: @__kpkeys_mark
  // SOME: ret void
  a->a = 1;
  b->a = 1;
  c->a = 1;
  d->a = 1;
  e->a = 1;
  unnamed.a = 1;
}

// CHECK-LABEL: define {{.*}}@not_ours(
// SOME-LABEL: define {{.*}}@not_ours(
void not_ours(struct system *a) {
  // CHECK-NOT: @__kpkeys_mark
  // CHECK: ret void
  // SOME: call ptr @__kpkeys_mark.red(ptr {{.*}}@system_variable
  a->a = 1;
  system_variable = 1;
  per_thread = 1;
}

// CHECK-LABEL: define {{.*}}@variables(
void variables(void) {
  // CHECK-COUNT-2: call ptr @__kpkeys_mark.red(
  // CHECK: call ptr @__kpkeys_mark.blue(ptr {{.*}}@blue_one)
  own = 1;
  elsewhere = 1;
  blue_one = 1;
}

// CHECK-LABEL: define {{.*}}@local_static(
int *unknown(void);
void local_static(int parameter) {
  // CHECK: call ptr @__kpkeys_mark.red(ptr {{.*}}@local_static.kept)
  // CHECK-NOT: @__kpkeys_mark
  // CHECK: ret void
  static int kept;
  int local;
  kept = 1;
  local = 1;
  parameter = 1;
  *unknown() = 1;
}
//--- exact.c
_Thread_local int own; // expected-error {{thread-local variable 'own' cannot be protected}}
