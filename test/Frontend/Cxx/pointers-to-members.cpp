// Intent: a protected member of a class that is not protected gets a window where a
// pointer to it is used at once; one that is kept is reported, unless its type says
// so. Of a protected class the object says it, and nothing is reported.
// RUN: %kpkeysxx-pku -std=c++20 -O0 -Rpass=kpkeys -c %s -o %t.o 2>&1 | FileCheck %s --implicit-check-not=warning: --implicit-check-not=remark:
#include <functional>
typedef int guarded_int __attribute__((kpkeys_protected("protected")));
struct record {
  int plain;
  int uid __attribute__((kpkeys_protected("protected")));
  guarded_int gid;
  int list[3] __attribute__((kpkeys_protected("protected")));
  struct {
    int inner __attribute__((kpkeys_protected("protected")));
  };
};

void at_once(record *r) { r->*(&record::uid) = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void of_object(record &r) { r.*&record::inner = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void element(record *r) { (r->*&record::list)[1] = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void choice(record *r, bool b) { r->*(b ? &record::uid : &record::plain) = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void cast(record *r) { r->*(int record::*)&record::gid = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
template <auto Member, class T> void set(T *t) { t->*Member = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
template void set<&record::uid>(record *);
void said(record *r) { guarded_int record::*m = &record::uid; r->*m = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void deduced(record *r) { auto m = &record::gid; r->*m = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window

void kept(record *r) { int record::*m = &record::uid; r->*m = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: a pointer to a member of domain 'protected' is kept as 'int record::*', and writes through that get no window
void of_typedef(record *r) { int record::*m = &record::gid; r->*m = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: a pointer to a member of domain 'protected'
void array(record *r) { int (record::*m)[3] = &record::list; (r->*m)[1] = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: a pointer to a member of domain 'protected' is kept as 'int (record::*)[3]'
void lost(guarded_int record::*from) { int record::*m = from; (void)m; } // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: a pointer to a member of domain 'protected'
template <auto Member> auto given() { return Member; } // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: a pointer to a member of domain 'protected'
void from_template(record *r) { r->*given<&record::uid>() = 5; }
void invoked(record *r) { std::invoke(&record::uid, r) = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: a pointer to a member of domain 'protected'
void bound(guarded_int record::*from) { int record::*&m = from; (void)m; } // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: a pointer to a member of domain 'protected'
int record::*const table[] = {&record::plain, &record::uid}; // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: {{.*}}in domain 'protected' is stored by a static initializer
template <class T> struct of {
  static constexpr int T::*member = &T::uid; // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: {{.*}}in domain 'protected' is stored by a static initializer
};
void by_static(record *r) { r->*of<record>::member = 5; }

// Nothing is written, or the class says it.
const int record::*const reader = &record::uid;
int read(record *r) { const int record::*m = &record::uid; return r->*m + r->*reader; }
bool same(int record::*m) { return m == &record::uid; }
struct __attribute__((kpkeys_protected("protected"))) whole {
  int uid;
};
int whole::*const of_whole[] = {&whole::uid};
void protected_class(whole *w) { int whole::*m = &whole::uid; w->*m = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
template <class T> int &projected(T &t, int T::*m) { return t.*m; }
int looked(whole &w) { return std::invoke(&whole::uid, w) + projected(w, &whole::uid); }
struct holder { whole inside; };
void held(holder *h) { whole holder::*m = &holder::inside; (h->*m).uid = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
