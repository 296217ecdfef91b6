// Intent: writes in expressions that Clang keeps apart from what it shows as
// children, and in specialisations of protected class templates, get windows.
// RUN: %kpkeysxx-pku -O0 -std=c++2c -fdeclspec -S -emit-llvm -Xclang -disable-llvm-passes %s -o - | FileCheck %s
struct __attribute__((kpkeys_protected("protected"))) record { int uid; };

struct in {
  int v;
  int get() const { return v; }
  void put(int x) { v = x; }
  __declspec(property(get = get, put = put)) int prop;
};
// CHECK-LABEL: define {{.*}}property
// CHECK: call {{.*}}@__kpkeys_mark.protected(
void property(record *r, in &w) { w.prop = (r->uid = 7); }

template <class... T> void indexed(T &...a) { a...[0].uid = 5; }
// CHECK-LABEL: define {{.*}}indexed
// CHECK: call {{.*}}@__kpkeys_mark.protected(
void pack(record *r) { indexed(*r, *r); }

template <class T> struct __attribute__((kpkeys_protected("protected"))) box {
  T v;
};
template <class T> struct box<T *> { T *v; };
template <> struct box<char> { char v; };
// CHECK-LABEL: define {{.*}}general
// CHECK: call {{.*}}@__kpkeys_mark.protected(
void general(box<int> *b) { b->v = 1; }
// CHECK-LABEL: define {{.*}}partial
// CHECK: call {{.*}}@__kpkeys_mark.protected(
void partial(box<int *> *b) { b->v = nullptr; }
// CHECK-LABEL: define {{.*}}full
// CHECK: call {{.*}}@__kpkeys_mark.protected(
void full(box<char> *b) { b->v = 1; }
