// Intent: C++ without protected data compiles to the same bytes, and so does
// C++ that only reads it.
// RUN: split-file %s %t
// RUN: %kpkeysxx -O0 -c %t/plain.cpp -o %t/with.o
// RUN: %clangxx -O0 -c %t/plain.cpp -o %t/without.o
// RUN: cmp %t/with.o %t/without.o
// RUN: %kpkeysxx -O2 -std=c++20 -c %t/plain.cpp -o %t/with.o
// RUN: %clangxx -O2 -std=c++20 -c %t/plain.cpp -o %t/without.o
// RUN: cmp %t/with.o %t/without.o
// RUN: %kpkeysxx-pku -O0 -S %t/reads.cpp -o - | FileCheck %s
// RUN: %kpkeysxx-pku -O2 -S %t/reads.cpp -o - | FileCheck %s
// CHECK-NOT: kpkeys: enter

//--- plain.cpp
#include <algorithm>
#include <map>
#include <string>
#include <vector>
struct base {
  virtual ~base() = default;
  int a = 1;
};
struct derived : base {
  std::string s;
  derived(int v) : s(v, 'x') { a = v; }
};
std::map<std::string, std::vector<derived>> all;
int global = all.size();
int use(int v) {
  auto add = [&](int n) { all["x"].emplace_back(n + v); };
  add(1);
  std::sort(all["x"].begin(), all["x"].end(),
            [](const derived &l, const derived &r) { return l.a < r.a; });
  for (auto &[k, d] : all)
    for (auto &e : d)
      e.a++;
  try {
    throw derived(3);
  } catch (base &b) {
    return b.a;
  }
}
//--- reads.cpp
struct __attribute__((kpkeys_protected("protected"))) record {
  int a, b[4];
  int get() const { return a; }
  const int &at(int i) const { return b[i]; }
};
void sink(const record &r);
int reads(record &r, const record *p) {
  auto sum = [&] { return r.a + p->b[1]; };
  int total = 0;
  for (const int &e : r.b)
    total += e;
  const auto &[x, y] = r;
  sink(r);
  return total + sum() + r.get() + p->at(2) + x + y[1];
}
