// Intent: what of C++ cannot get a window is reported, with names as they are
// written.
// RUN: %kpkeysxx -O0 -std=c++17 -S %s -o /dev/null 2>&1 | FileCheck %s
// RUN: %kpkeysxx -O2 -std=c++17 -S %s -o /dev/null 2>&1 | FileCheck %s
#include <new>
struct big { long a[8]; };
big make();
struct __attribute__((kpkeys_protected("protected"))) record {
  int a;
  big b;
  record() : b(make()) {}
};
record whole();
struct base {
  virtual void method(int);
  int b;
};
struct __attribute__((kpkeys_protected("protected"))) derived : base { int d; };
void unknown(int &);

// CHECK-DAG: :[[#@LINE+1]]:{{.*}}'whole()' would write its result straight into domain 'protected'
record *placed(void *p) { return new (p) record(whole()); }
// CHECK-DAG: 'make()' would write its result straight into domain 'protected'
record *made(void *p) { return new (p) record; }
// CHECK-DAG: :[[#@LINE+1]]:{{.*}}is passed to 'unknown(int&)', which may write
void reference(record &r) { unknown(r.a); }
// CHECK-DAG: :[[#@LINE+1]]:{{.*}}is passed to an indirect callee
void virtual_call(derived *d) { static_cast<base *>(d)->method(1); }
// CHECK-DAG: :[[#@LINE+1]]:{{.*}}is passed to an indirect callee
void pointer(derived *d, void (base::*m)(int)) { (d->*m)(1); }
// CHECK-DAG: :[[#@LINE+1]]:{{.*}}is returned, and the caller may write through it
int &returned(record &r) { return r.a; }
// CHECK-DAG: :[[#@LINE+1]]:{{.*}}is stored in memory
void stored(record &r, int *&p) { p = &r.a; }

record &kept() {
  // CHECK-DAG: :[[#@LINE+1]]:{{.*}}'whole()' would write its result straight into domain 'protected'
  static record once = whole();
  return once;
}

struct keeps { record *r; };
struct reads { int *p; };
struct bytes { char c[8]; };
// CHECK-DAG: :[[#@LINE+1]]:{{.*}}a pointer into domain 'protected' is made readable as 'reads'
reads seen_as_other(keeps k) { return __builtin_bit_cast(reads, k); }
// CHECK-DAG: :[[#@LINE+1]]:{{.*}}is returned, and the caller may write through it
int *seen_as_int(keeps k) { return __builtin_bit_cast(int *, k); }
keeps seen_as_same(keeps k) { return __builtin_bit_cast(keeps, __builtin_bit_cast(bytes, k)); }
