/* Intent: a pointer whose declaration has kpkeys_pointee is marked where it is
 * used, whatever form the use has; a pointer that goes to such a declaration is
 * handed over; one with kpkeys_unsealed is not marked. The same from a
 * precompiled header. */
// RUN: split-file %s %t
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -O0 -w -S -emit-llvm -Xclang -disable-llvm-passes -include %t/decls.h %t/uses.c -o - | FileCheck %t/uses.c
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -x c-header %t/decls.h -o %t/decls.pch
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -O0 -w -S -emit-llvm -Xclang -disable-llvm-passes -include-pch %t/decls.pch %t/uses.c -o - | FileCheck %t/uses.c

//--- decls.h
#define RED __attribute__((kpkeys_pointee("red")))
#define UNSEALED __attribute__((kpkeys_unsealed))
struct record { int a, b[4]; } __attribute__((kpkeys_protected("red")));
struct holder { int *field RED; int *list[2] RED; int plain; };
typedef int *alias RED;
extern int *global RED;
int *result(void) RED;
void takes(int *p RED);
void unknown(void *p);
struct record *fresh(void) UNSEALED;
void *memset(void *, int, unsigned long);

//--- uses.c
// CHECK-LABEL: define {{.*}}@written(
// CHECK-COUNT-9: call ptr @__kpkeys_mark.red(ptr
// CHECK-NOT: call ptr @__kpkeys_mark
// CHECK-LABEL: define {{.*}}@values(
void written(int *p RED, int i, struct holder *h, alias t) {
  *p = 1;
  p[i] += 2;
  i[p]++;
  *(p + 1) = 3;
  *h->field = 4;
  *h->list[i] = 5;
  *t = 6;
  *result() = 7;
  ((char *)global)[2] = 8;
}
// CHECK-COUNT-8: call ptr @__kpkeys_mark.red(ptr
// CHECK-NOT: call ptr @__kpkeys_mark
// CHECK-LABEL: define {{.*}}@handed(
void values(int *p RED, struct holder *h, int flag) {
  unknown(p);
  int *q = p;
  q = h->field;
  q = (flag, global);
  q = __atomic_load_n(&global, 5);
  memset(p, 0, 4);
  long address = (long)p;
  *(flag ? q : p) = 1;
}
// Typed as the record or by kpkeys_pointee, it needs no marker of its own.
// CHECK-COUNT-6: call ptr @__kpkeys_mark.red.handover(ptr
// CHECK-NOT: call ptr @__kpkeys_mark
// CHECK-LABEL: define {{.*}}@behind(
RED int *handed(struct record *r, struct holder *h, int *p, alias t) {
  takes(&r->a);
  takes(p);
  h->field = &r->b[1];
  h->list[1] = t;
  global = &r->a;
  int *local RED = &r->a;
  takes(0);
  return &r->a;
}
// What is found behind the address of such a pointer leads there, too.
// CHECK-COUNT-2: call ptr @__kpkeys_mark.red.linked(ptr
// CHECK-NOT: call ptr @__kpkeys_mark
// CHECK-LABEL: define {{.*}}@nothing(
void behind(void) {
  int *local RED = 0;
  unknown(&local);
  unknown(&global);
}
// CHECK-NOT: call ptr @__kpkeys_mark
// CHECK-LABEL: define {{.*}}@sealed(
int nothing(int *p RED, struct holder *h, struct record *young UNSEALED, alias t) {
  h->plain = p != h->field;
  if (*p)
    return global[1] + sizeof(*p = 1) + *t;
  young->a = 1;
  young->b[h->plain] = 2;
  fresh()->a = 3;
  *young = (struct record){0};
  memset(young, 0, sizeof *young);
  unknown(&young->b[1]);
  int *inside = &young->a;
  *inside = 4;
  return 0;
}
// Only what is unsealed itself.
// CHECK-COUNT-2: call ptr @__kpkeys_mark.red(ptr
// CHECK-NOT: call ptr @__kpkeys_mark
void sealed(struct record *young UNSEALED) {
  struct record *old = young;
  old->a = 1;
  unknown(&old->a);
}
