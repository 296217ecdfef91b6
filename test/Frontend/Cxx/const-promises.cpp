// Intent: const is believed of references and objects as it is of pointers: not
// where it is cast away further down, and not of what may have mutable members.
// RUN: %kpkeysxx -O0 -std=c++17 -c %s -o %t.o 2>&1 | FileCheck %s --implicit-check-not=warning:
struct base { virtual int get() const; };
struct cached : base { mutable int cache; int get() const override; };
struct last final { int n; virtual int get() const; };
struct plain { int n; plain(); plain(const plain &); int get() const; };
struct __attribute__((kpkeys_protected("protected"))) record {
  int uid;
  cached c;
  last l;
  plain p;
};

void later(const int &);
void elsewhere(const int &);
// CHECK-DAG: :[[#@LINE+1]]:{{.*}}a pointer to const into domain 'protected' gets to code further down that casts const away
void reference(record *r) { later(r->uid); }
void believed(record *r) { elsewhere(r->uid); }
void later(const int &x) { const_cast<int &>(x) = 2; }

// CHECK-DAG: :[[#@LINE+1]]:{{.*}}a pointer to const into domain 'protected' gets to code further down that casts const away
void method(record *r) { r->p.get(); }
// CHECK-DAG: :[[#@LINE+1]]:{{.*}}a pointer to const into domain 'protected' gets to code further down that casts const away
void arrow(record *r) { (&r->p)->get(); }
int plain::get() const { return ++const_cast<plain *>(this)->n; }

// CHECK-DAG: :[[#@LINE+1]]:{{.*}}a pointer to const into domain 'protected' gets to code further down that casts const away
plain copy(record *r) { return plain(r->p); }
plain::plain(const plain &from) { const_cast<plain &>(from).n = 1; }

void take(const base &);
void take(const last &);
void take(const void *);
// CHECK-DAG: :[[#@LINE+1]]:{{.*}}is passed to 'take(base const&)'
void derived(record *r) { take(r->c); }
void exact(record *r) { take(r->l); }
// CHECK-DAG: :[[#@LINE+1]]:{{.*}}is passed to 'take(void const*)'
void untyped(record *r) { take(&r->c); }

template <class T> constexpr const T &larger(const T &a, const T &b) { return a < b ? b : a; }
// CHECK-DAG: :[[#@LINE+1]]:{{.*}}a pointer to const into domain 'protected' may be the result of 'larger<int>', whose const this file casts away
void result(record *r, int &n) { const_cast<int &>(larger(r->uid, n)) = 5; }
