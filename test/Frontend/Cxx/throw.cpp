// Intent: a thrown pointer keeps its domain where its handlers are found by its
// type; one that may be caught as a pointer to something else is reported.
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -std=c++17 -fcxx-exceptions -fexceptions -O0 -emit-obj -o %t.o -verify %s
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -std=c++17 -fcxx-exceptions -fexceptions -O2 -emit-obj -o %t.o -verify %s
// RUN: %kpkeysxx-pku -O0 -std=c++17 -S -emit-llvm -Xclang -disable-llvm-passes %s -o - 2>/dev/null | FileCheck %s --check-prefix=IR
// expected-note@*:* 0+ {{it is }}
struct base { int b; };
struct polymorphic { virtual ~polymorphic(); };
struct __attribute__((kpkeys_protected("protected"))) record { int a; };
struct record_too : record { int c; };
struct __attribute__((kpkeys_protected("protected"))) derived : base { int d; };
struct virtually : virtual polymorphic, record { ~virtually(); };
typedef int guarded __attribute__((kpkeys_protected("protected")));
void work();

void as_base(derived *d) { throw d; } // expected-warning {{is stored in memory}}
void as_virtual_base(virtually *v) { throw v; } // expected-warning {{is stored in memory}}
void without_typedef(guarded *g) { throw g; } // expected-warning {{is stored in memory}}
void member(record *r) { throw &r->a; } // expected-warning {{is stored in memory}}

void untyped() {
  try {
    work();
  } catch (void *p) { // expected-warning {{this handler catches pointers to protected data, too, and writes through 'p' get no window}}
    *static_cast<int *>(p) = 1;
  }
  try {
    work();
  } catch (void *const &q) { // expected-warning {{this handler catches pointers to protected data}}
    *static_cast<int *>(q) = 1;
  }
}

void same(record *r) { throw r; }
void its_base_is_protected(record_too *r) { throw r; }
void plain(base *b) { throw b; }
void reads(const derived *d) { throw d; }
void again() {
  try {
    work();
  } catch (const void *p) {
    throw;
  } catch (void *) {
  }
}
// IR-LABEL: define {{.*}}caught
// IR: call {{.*}}@__kpkeys_mark.protected(
void caught() {
  try {
    work();
  } catch (record *r) {
    r->a = 1;
  }
}
