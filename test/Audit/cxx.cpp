// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: guard objects of C++ and functions in scopes are known by their
// names; constructors that write, templates and exceptions are followed.
//
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -std=c++20 -fcxx-exceptions -fexceptions -plugin-arg-kpkeys mode=audit -plugin-arg-kpkeys policy=%S/Inputs/policy.yaml -fsyntax-only -verify -verify-ignore-unexpected=note %s
typedef struct {
  unsigned long v;
} pte_t;
struct cred {
  int uid;
  cred() : uid(1) {} // expected-warning {{write to domain 'cred' with no guard}}
};
void unknown();

namespace mm {
class guard {
public:
  guard();
  ~guard();
};
} // namespace mm

void scoped(unsigned long &p, pte_t &q) {
  mm::guard g;
  q.v = p;
}
void scope_over(pte_t &q) {
  {
    mm::guard g;
    q.v = 1;
  }
  q.v = 2; // expected-warning {{write to domain 'pgtable' with no guard; it needs level 'pgtable' [unguarded]}}
}
void idle() {
  mm::guard g; // expected-warning {{the guard of 'mm::guard::guard()' at level 'pgtable' holds no protected write [idle-guard]}}
}
void throws(pte_t &q) {
  try {
    mm::guard g;
    q.v = 1;
    unknown();
  } catch (...) {
    q.v = 2; // expected-warning {{with no guard}}
  }
}
template <typename T> void set(T &q) { q.v = 1; } // expected-warning {{with no guard}}
void instantiates(pte_t &q) { set(q); }
template <typename T> void set_guarded(T &q) { q.v = 1; }
void instantiates_guarded(pte_t &q) {
  mm::guard g;
  set_guarded(q);
}
cred *makes() { return new cred; }
