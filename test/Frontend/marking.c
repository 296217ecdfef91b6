/* Intent: before the optimizer, a written place has one marker, at the base
 * pointer of its path; a pointer whose type stops saying where it leads has one,
 * a linked one if it passes a link of a list; reads, typed pointers, const pointers, locals and what is not
 * evaluated have none. */
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -O0 -w -S -emit-llvm -Xclang -disable-llvm-passes %s -o - | FileCheck %s
struct link { struct link *next; };
struct record { int a; int b[4]; struct link link; struct { int c; } in; struct record *next; } __attribute__((kpkeys_protected("red")));
struct record global;
void typed(struct record *);
void untyped(int *);
void reader(const int *);

// CHECK-LABEL: define {{.*}}@writes(
// CHECK-COUNT-6: call ptr @__kpkeys_mark.red(ptr
// CHECK-NOT: call ptr @__kpkeys_mark
// CHECK-LABEL: define {{.*}}@pointers(
void writes(struct record *r, int i) {
  r->a = 1;
  r->b[i] += 2;
  r->in.c++;
  r->next->next->a = 3;
  *r = *r->next;
  global.b[i] = 4;
}
// CHECK-COUNT-4: call ptr @__kpkeys_mark.red(ptr
// CHECK: call ptr @__kpkeys_mark.red.linked(ptr
// CHECK-NOT: call ptr @__kpkeys_mark
// CHECK-LABEL: define {{.*}}@nothing(
void pointers(struct record *r) {
  int *p = &r->a;
  untyped(r->b);
  void *v = r;
  unsigned long n = (unsigned long)r;
  struct record *s = r->next;
  typed(r);
  struct link *l = &r->link;
}
// CHECK-NOT: @__kpkeys_mark
// CHECK-LABEL: define {{.*}}@end(
int nothing(struct record *r, struct record by_value) {
  const int *p = &r->a;
  struct record local = *r;
  reader(r->b);
  local.a = by_value.a = 1;
  if (&r->a == &global.a)
    return sizeof(r->a = 1) + _Generic(r->a, int: 0, default: (r->a = 1));
  return r->a + r->b[1] + r->next->in.c + *p;
}
void end(void) {}
