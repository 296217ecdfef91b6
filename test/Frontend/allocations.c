/* Intent: what kpkeys_alloc returns leads into the domain that it is given: marked
 * as a pointer whose type does not say so, at no cost where the type says it, also
 * by way of a void pointer; a domain that is no literal is reported unless the
 * type tells. */
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -O0 -plugin-arg-kpkeys windows=per-access -Rpass=kpkeys -emit-obj -o %t.o -verify %s
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -O2 -plugin-arg-kpkeys windows=per-access -Rpass=kpkeys -emit-obj -o %t.o -verify %s
// RUN: %kpkeys-pku -O2 -DQUIET -S -emit-llvm %s -o - -Xclang -disable-llvm-passes | FileCheck %s
// expected-note@*:* 0+ {{it is marked at}}
// expected-note@*:* 0+ {{it is passed to}}
typedef unsigned long size_t;
void *kpkeys_alloc(const char *domain, size_t size);
void kpkeys_free(void *pointer);
void *kpkeys_realloc(void *pointer, size_t size);
size_t kpkeys_alloc_size(const void *pointer);
void *calloc(size_t, size_t);
struct __attribute__((kpkeys_protected("protected"))) cred { int uid; };
struct plain { int x; };
void takes_cred(struct cred *c);
void takes_any(void *p);
extern struct cred *kept_cred;
extern void *kept;

// CHECK-LABEL: define {{.*}}@direct(
// CHECK-NOT: @__kpkeys_mark
// CHECK-LABEL: define {{.*}}@tests(
void direct(void) {
  struct cred *c = kpkeys_alloc("protected", sizeof *c);
  takes_cred(c);
  kept_cred = kpkeys_alloc("protected", sizeof *c);
  takes_cred(kpkeys_alloc("protected", sizeof *c));
  const int *promised = kpkeys_alloc("protected", 8);
  (void)promised;
}
// CHECK-NOT: @__kpkeys_mark
// CHECK-LABEL: define {{.*}}@frees(
int tests(const char *name) {
  kpkeys_alloc(name, 8);
  return kpkeys_alloc("protected", 8) != 0 && !kpkeys_alloc(name, 8) &&
         !kpkeys_alloc("nowhere", 8);
}
void frees(void) {
  kpkeys_free(kpkeys_alloc("protected", 100));
}
#ifndef QUIET
void writes(int flag) {
  int *numbers = kpkeys_alloc("protected", 64);
  numbers[1] = 1; // expected-remark {{window at level}}
  numbers = kpkeys_realloc(numbers, 128);
  numbers[2] = 2; // expected-remark {{window at level}}
  ((struct plain *)kpkeys_alloc("protected", 4))->x = 3; // expected-remark {{window at level}}
  int *either = flag ? calloc(1, 8) : kpkeys_alloc("protected", 8);
  *either = 4; // expected-remark {{window at level}}
  int *nowhere = kpkeys_alloc("nowhere", 8);
  *nowhere = 5;
}
void leaves(void) {
  kept = kpkeys_alloc("protected", 8); // expected-warning {{is stored in memory}}
  takes_any(kpkeys_alloc("protected", 8)); // expected-warning {{is passed to 'takes_any'}}
}
// The type is told a step later: no pointer leaves.
static void *wrapper(size_t size) {
  return kpkeys_alloc("protected", size);
}
static void *wraps_again(size_t size) {
  return wrapper(size);
}
static inline struct cred *looks(void *any) {
  return any;
}
void by_way(size_t n) {
  void *p = kpkeys_alloc("protected", n), *q;
  if (!p || !(q = kpkeys_alloc("protected", n)))
    return;
  struct cred *c = p;
  takes_cred(c);
  takes_cred(q);
  kept_cred = (struct cred *)q;
  kept_cred = wraps_again(n);
  c->uid = 1; // expected-remark {{window at level}}
  struct cred *d = wrapper(n);
  takes_cred(d);
  ((int *)wrapper(n))[1] = 2; // expected-remark {{window at level}}
  *(int *)p = 3; // expected-remark {{window at level}}
  takes_any(p); // expected-warning {{is passed to 'takes_any'}}
}
void *open_wrapper(size_t size) {
  return kpkeys_alloc("protected", size); // expected-warning {{is returned}}
}
void *declared(size_t size) __attribute__((kpkeys_pointee("protected")));
void *declared(size_t size) {
  return kpkeys_alloc("protected", size);
}
void *by_name(const char *name, size_t size) {
  struct cred *told = kpkeys_alloc(name, size);
  int *pointee __attribute__((kpkeys_pointee("protected"))) = kpkeys_alloc(name, size);
  const int *promised = kpkeys_alloc(name, size);
  (void)told, (void)pointee, (void)promised;
  *(int *)kpkeys_alloc(name, size) = 1; // expected-warning {{kpkeys_alloc is given a domain that is no string literal, and writes through its result as 'int *' get no window; convert it to a pointer to the protected type}}
  int *number = size ? kpkeys_alloc(name, size) : 0; // expected-warning {{writes through its result as 'int *' get no window}}
  (void)number;
  return kpkeys_alloc(name, size); // expected-warning {{writes through its result as 'void *' get no window}}
}
#endif
