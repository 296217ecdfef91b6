/* Intent: a pointer to a function may lead to one of another type that is compatible
 * with its own, or converts to it: what that does with const counts. */
// RUN: %kpkeys-pku -O0 -w -S -emit-llvm -Xclang -disable-llvm-passes %s -o - | FileCheck %s
// RUN: %kpkeys-pku -O0 -w -S -emit-llvm -Xclang -disable-llvm-passes -x c++ %s -o - | FileCheck --check-prefix=CXX %s
struct cred { int uid; } __attribute__((kpkeys_protected("protected")));
typedef int quad[4];

#ifdef __cplusplus
void unthrowing(const void *p, char) noexcept {
  *(int *)p = 1;
}
void (*kept)(const void *, char) = unthrowing;
// CXX-LABEL: define {{.*}}@{{.*}}to_noexcept
// CXX: @__kpkeys_mark
void to_noexcept(void (*f)(const void *, char), cred *c) { f(&c->uid, 0); }
#else
enum status { OK };
struct ops { enum status (*put)(const void *); };
static unsigned scribble(const void *p) {
  *(int *)p = 1;
  return 0;
}
static const struct ops table = {scribble};
// CHECK-LABEL: define {{.*}}@to_enum(
// CHECK: @__kpkeys_mark
void to_enum(struct cred *c) { table.put(&c->uid); }

void bounds(const int (*p)[]);
void bounds(const quad *p) {
  (*(quad *)p)[0] = 1;
}
// CHECK-LABEL: define {{.*}}@to_array(
// CHECK: @__kpkeys_mark
void to_array(void (*f)(const quad *), struct cred *c) { f((const quad *)&c->uid); }
#endif

void __attribute__((noreturn)) ends(const void *p, int n) {
  *(int *)p = n;
  for (;;)
    ;
}
void (*end)(const void *, int) = ends;
// CHECK-LABEL: define {{.*}}@to_noreturn(
// CHECK: @__kpkeys_mark
// CXX-LABEL: define {{.*}}@{{.*}}to_noreturn
// CXX: @__kpkeys_mark
void to_noreturn(void (*f)(const void *, int), struct cred *c) { f(&c->uid, 2); }
