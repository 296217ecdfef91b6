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

struct part { int n; ~part() { n = 0; } };
struct __attribute__((kpkeys_protected("protected"))) whole { part p; };
inline void drops(const part *p) { delete p; }
// CHECK-LABEL: define {{.*}}deletes
// CHECK: call {{.*}}@__kpkeys_mark.protected(
void deletes(whole *w) { delete static_cast<const part *>(&w->p); }
// CHECK-LABEL: define {{.*}}deletes_later
// CHECK: call {{.*}}@__kpkeys_mark.protected(
void deletes_later(whole *w) {
  const part *p = &w->p;
  delete p;
}
// CHECK-LABEL: define {{.*}}deletes_elsewhere
// CHECK: call {{.*}}@__kpkeys_mark.protected(
void deletes_elsewhere(whole *w) { drops(&w->p); }
struct writes {
  int n;
  writes(const int *p) { *const_cast<int *>(p) = 1; }
  void set() const { const_cast<writes *>(this)->n = 1; }
};
struct __attribute__((kpkeys_protected("protected"))) written { writes w; };
inline void sets(const writes *w) { w->set(); }
inline void makes(const int *p) { writes w(p); }
// CHECK-LABEL: define {{.*}}by_method
// CHECK: call {{.*}}@__kpkeys_mark.protected(
void by_method(written *w) { sets(&w->w); }
// CHECK-LABEL: define {{.*}}by_constructor
// CHECK: call {{.*}}@__kpkeys_mark.protected(
void by_constructor(written *w) { makes(&w->w.n); }

typedef int guarded __attribute__((kpkeys_protected("protected")));
extern guarded *current;
struct loads { int *p = current; };
struct constructs { int *p = current; constructs(); };
// CHECK-LABEL: define {{.*}}loaded
// CHECK: call {{.*}}@__kpkeys_mark.protected(
int loaded() { loads l{}; return *l.p = 1; }
// CHECK-LABEL: define {{.*}}constructsC2Ev
// CHECK: call {{.*}}@__kpkeys_mark.protected(
constructs::constructs() {}

struct holder { record *r; };
// CHECK-LABEL: define {{.*}}bits_of_pointer
// CHECK: call {{.*}}@__kpkeys_mark.protected(
void bits_of_pointer(record *r) { *__builtin_bit_cast(int *, r) = 5; }
// CHECK-LABEL: define {{.*}}bits_as_integer
// CHECK: call {{.*}}@__kpkeys_mark.protected(
unsigned long bits_as_integer(record *r) { return __builtin_bit_cast(unsigned long, r); }
// CHECK-LABEL: define {{.*}}bits_of_holder
// CHECK: call {{.*}}@__kpkeys_mark.protected(
int *bits_of_holder(holder h) { return __builtin_bit_cast(int *, h); }
