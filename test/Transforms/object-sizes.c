/* Intent: markers do not hide the size of a protected object from the checks
 * of _FORTIFY_SOURCE and pass_object_size. */
// RUN: %kpkeys-pku -O2 -S -emit-llvm -I%include -o - %s | FileCheck %s
// RUN: %kpkeys-pku -O1 -S -emit-llvm -I%include -o - %s | FileCheck %s
#include <kpkeys.h>

typedef __SIZE_TYPE__ size_t;
struct __kpkeys_protected("protected") record {
  char name[16];
  int next;
};
struct record global;
struct __kpkeys_protected("protected") list {
  int n, pad;
  int items[] __attribute__((counted_by(n)));
};
void *allocate(size_t n) __attribute__((alloc_size(1), malloc));
char *__strcpy_chk(char *to, const char *from, size_t size);
void overflow(void) __attribute__((noreturn));

static inline __attribute__((always_inline)) void
copy(char *to, const char *from) {
  __builtin___strcpy_chk(to, from, __builtin_object_size(to, 0));
}
// CHECK-LABEL: @fortified(
// CHECK: @__strcpy_chk({{.*}}, i64 {{(noundef )?}}20)
void fortified(const char *from) { copy(global.name, from); }
// CHECK-LABEL: @chosen(
// CHECK: @__strcpy_chk({{.*}}, i64 {{(noundef )?}}20)
static struct record other;
void chosen(int n, const char *from) { copy((n ? &global : &other)->name, from); }

static inline __attribute__((always_inline)) void
clear(void *const p __attribute__((pass_dynamic_object_size(1))), size_t n) {
  if (__builtin_dynamic_object_size(p, 1) < n)
    overflow();
  __builtin_memset(p, 0, n);
}
// CHECK-LABEL: @member(
// CHECK: icmp {{ugt|ult}} i64 %{{.*}}, {{16|17}}
// CHECK: @overflow
void member(struct record *r, size_t n) { clear(r->name, n); }
// CHECK-LABEL: @variable(
// CHECK: icmp {{ugt|ult}} i64 %{{.*}}, {{16|17}}
// CHECK: @overflow
void variable(size_t n) { clear(global.name, n); }
// CHECK-LABEL: @counted(
// CHECK: load i32
// CHECK: @overflow
void counted(struct list *l, size_t n) {
  if (__builtin_dynamic_object_size(l->items, 1) < n)
    overflow();
  __builtin_memset(l->items, 0, n);
}
// CHECK-LABEL: @allocated(
// CHECK: @overflow
void allocated(size_t n) {
  struct record *r = allocate(sizeof *r);
  clear(r, n);
}
