/* Intent: writes in the clauses of OpenMP directives, which Clang keeps apart
 * from the directive's children, get windows. */
// RUN: %kpkeys-pku -fopenmp -O0 -S -emit-llvm -Xclang -disable-llvm-passes %s -o - | FileCheck %s
struct __attribute__((kpkeys_protected("protected"))) record { int uid; };
void body(void);

// CHECK-LABEL: define {{.*}}@condition(
// CHECK: call ptr @__kpkeys_mark.protected(
void condition(struct record *r) {
#pragma omp parallel if (r->uid++ < 5)
  body();
}
// CHECK-LABEL: define {{.*}}@threads(
// CHECK: call ptr @__kpkeys_mark.protected(
void threads(struct record *r) {
#pragma omp parallel num_threads(++r->uid)
  body();
}
// CHECK-LABEL: define {{.*}}@captured(
// CHECK: call ptr @__kpkeys_mark.protected(
void captured(struct record *r) {
#pragma omp parallel for schedule(dynamic, ++r->uid)
  for (int i = 0; i < 4; i++)
    body();
}
// CHECK-LABEL: define {{.*}}@depends(
// CHECK: call ptr @__kpkeys_mark.protected(
void depends(struct record *r, int *a) {
#pragma omp task depend(in : a[r->uid++])
  body();
}
