// Intent: a pointer to a protected typedef that is received as a pointer to the type
// behind it, in braces, parentheses, new, throw or by reference, keeps its domain,
// or there is a warning; one that is received as what it is is left alone.
// RUN: %kpkeysxx-pku -std=c++20 -O0 -Rpass=kpkeys -c %s -o %t.o 2>&1 | FileCheck %s --implicit-check-not=warning: --implicit-check-not=remark:
// RUN: %kpkeysxx-pku -std=c++20 -O0 -S -emit-llvm -Xclang -disable-llvm-passes %s -o - 2>&1 | FileCheck %s --check-prefix=QUIET
#include <initializer_list>
#include <utility>
typedef int guarded_int __attribute__((kpkeys_protected("protected")));
struct pair { int x, y; };
typedef pair guarded_pair __attribute__((kpkeys_protected("protected")));
struct cursor { int *at; };
struct counted { int n; int *at; };
struct derived : cursor { int n; int *other; };
struct reference { pair &at; };
union either { int *at; long n; };

void braces(guarded_int *g) { cursor c{g}; *c.at = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void of_base(guarded_int *g) { derived d{{g}, 1, nullptr}; *d.at = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void behind_base(guarded_int *g) { derived d{{}, 1, g}; *d.other = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void in_array(guarded_int *g) { int *a[] = {g}; *a[0] = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void in_union(guarded_int *g) { either e{g}; *e.at = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void to_reference(guarded_pair *g) { reference r{*g}; r.at.x = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void scalar(guarded_int *g) { int *p{g}; *p = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void assigned(guarded_int *g) { int *p = {g}; *p = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void bound(guarded_int &g) { int &r{g}; r = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void parentheses(guarded_int *g) { cursor c(g); *c.at = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
static cursor listed(guarded_int *g) { return {g}; }
void returned(guarded_int *g) { *listed(g).at = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void bindings(guarded_int *g) { auto [n, p] = counted{1, g}; *p = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void temporary(guarded_int *g) { int *const &p = g + 1; *p = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void moved(guarded_int *g) { int *p = std::move(g); *p = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window
void moved_from(guarded_int &g) { int &&r = std::move(g); r = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window

void all(std::initializer_list<int *>);
void list(guarded_int *g) { all({g}); } // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: kpkeys: a pointer into domain 'protected' is in a variable whose address is passed
int **created(guarded_int *g) { return new (int *)(g); } // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: kpkeys: a pointer into domain 'protected' is stored in memory
int **in_braces(guarded_int *g) { return new (int *){g}; } // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: kpkeys: a pointer into domain 'protected' is stored in memory
cursor *aggregate(guarded_int *g) { return new cursor{g}; } // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: kpkeys: a pointer into domain 'protected' is stored in memory
void thrown(guarded_int *g) { throw g; } // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: kpkeys: a pointer into domain 'protected' is stored in memory

template <class T> void forwarded(T &&p) { *p = 5; }
void forward(guarded_int *g) { forwarded(g); } // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: a pointer into domain 'protected' is made readable as 'int *'
void in_pair(guarded_int *g) { std::pair<int *, int> q(g, 1); *q.first = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: a pointer into domain 'protected' is made readable as 'int *'
void swapped(guarded_int *g, int *p) { std::swap(p, g); *p = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: a pointer into domain 'protected' is made readable as 'int *'
void variable(guarded_int *g) { int *&p = g; *p = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: a pointer into domain 'protected' is made readable as 'int *'
void constant(guarded_int *g) { int *const &p = g; *p = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: a pointer into domain 'protected' is made readable as 'int *const'
void address(guarded_int *g) { int **p = &g; **p = 5; } // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: a pointer into domain 'protected' is made readable as 'int *'

struct guarded_cursor { guarded_int *at; };
void take(guarded_int *const &);
int look(const int *const &);
// QUIET-LABEL: define {{.*}}quiet
// QUIET-NOT: call {{.*}}@__kpkeys_mark
// QUIET: ret void
void quiet(guarded_int *g) {
  guarded_cursor c{g}, d(g), *e = new guarded_cursor{g};
  guarded_int *p{g}, *a[] = {g}, **created = new (guarded_int *)(g);
  guarded_int *&r = g, **q = &g, *m = std::move(g);
  take(g);
  look(g);
}
