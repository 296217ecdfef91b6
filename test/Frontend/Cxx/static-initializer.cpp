// Intent: an address of protected data in a constant is reported, also where the
// initializer does not show it: bound to a reference, made by a constexpr
// function or a default member initializer, given to a template.
// RUN: %kpkeysxx -O0 -std=c++20 -S %s -o /dev/null 2>&1 | FileCheck %s --implicit-check-not=warning:
struct __attribute__((kpkeys_protected("protected"))) record {
  int uid;
  int array[4];
};
record g;
constexpr int *address() { return &g.uid; }
constexpr int &reference() { return g.array[2]; }

// CHECK-DAG: :[[#@LINE+1]]:{{.*}}the address of data in domain 'protected' is stored by a static initializer
int *made = address();
// CHECK-DAG: :[[#@LINE+1]]:{{.*}}the address of data in domain 'protected' is stored
int &bound = reference();
struct holder { int &r; };
// CHECK-DAG: :[[#@LINE+1]]:{{.*}}the address of data in domain 'protected' is stored
holder held{g.uid};
struct implicit { int n = 1; int *p = &g.uid; };
// CHECK-DAG: :[[#@LINE+1]]:{{.*}}the address of data in domain 'protected' is stored
implicit by_default;
struct derived : implicit {};
// CHECK-DAG: :[[#@LINE+1]]:{{.*}}the address of data in domain 'protected' is stored
derived array[2];

struct where { int *p; };
template <where W> void set() { *W.p = 7; }
template <where W> struct setter { static void set() { *W.p = 7; } };
// CHECK-DAG: :[[#@LINE+1]]:{{.*}}the address of data in domain 'protected' is stored
void arguments() { set<where{&g.uid}>(); }
// CHECK-DAG: :[[#@LINE+1]]:{{.*}}the address of data in domain 'protected' is stored
void more() { setter<where{&g.array[1]}>::set(); }

constexpr const int *read_only() { return &g.uid; }
constexpr record *typed() { return &g; }
const int *fine = read_only();
record *told = typed();
int plain;
constexpr int *other() { return &plain; }
int *open = other();
