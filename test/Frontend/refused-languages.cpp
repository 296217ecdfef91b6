// Intent: C++ would get markers in no function, so protected data in it is an
// error, once; C++ without protected data compiles to the same bytes.
// RUN: split-file %s %t
// RUN: %kpkeys_cc1 -x c++ -fsyntax-only -verify %t/protected.cpp
// RUN: %kpkeys_cc1 -x c++ -fsyntax-only -verify %t/variable.cpp
// RUN: echo 'protect: [ { type: "struct plain", domain: red } ]' > %t/by-name.yaml
// RUN: cat %inputs/policies/two-domains.yaml >> %t/by-name.yaml
// RUN: not %kpkeysxx -fplugin-arg-kpkeys-policy=%t/by-name.yaml -c %t/plain.cpp -o %t/plain.o 2>&1 | FileCheck %s --check-prefix=BY-NAME
// RUN: %kpkeysxx -O2 -c %t/plain.cpp -o %t/with.o
// RUN: %clangxx -O2 -c %t/plain.cpp -o %t/without.o
// RUN: cmp %t/with.o %t/without.o

// BY-NAME: plain.cpp:1:8: error: protected data is supported in C only
// BY-NAME-NOT: error:
// BY-NAME: 1 error generated

//--- protected.cpp
struct __attribute__((kpkeys_protected("protected"))) record { int a; }; // expected-error {{protected data is supported in C only; this language's writes would get no window}}
struct __attribute__((kpkeys_protected("protected"))) second { int a; };
void write(record *r) { r->a = 1; }
//--- variable.cpp
int number __attribute__((kpkeys_protected("protected"))); // expected-error {{protected data is supported in C only}}
//--- plain.cpp
struct plain { int a; };
void write(plain *p) { p->a = 1; }
