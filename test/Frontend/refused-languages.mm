// Intent: Objective-C and Objective-C++ would get markers in no function, so
// protected data in them is an error, once; so are modules of C++20.
// RUN: split-file %s %t
// RUN: %kpkeys_cc1 -x objective-c++ -fsyntax-only -verify %t/protected.mm
// RUN: %kpkeys_cc1 -x objective-c -fsyntax-only -verify %t/variable.m
// RUN: %kpkeys_cc1 -x c++ -std=c++20 -fsyntax-only -verify %t/module.cppm
// RUN: %kpkeys_cc1 -x objective-c -fsyntax-only -verify %t/level.m
// RUN: %kpkeys_cc1 -x objective-c -I%include -fsyntax-only -verify %t/scope.m
// RUN: %kpkeys_cc1 -x objective-c -I%include -fsyntax-only -verify %t/none.m
// RUN: echo 'protect: [ { type: "struct plain", domain: red } ]' > %t/by-name.yaml
// RUN: cat %inputs/policies/two-domains.yaml >> %t/by-name.yaml
// RUN: not %kpkeys -fplugin-arg-kpkeys-policy=%t/by-name.yaml -c %t/plain.m -o %t/plain.o 2>&1 | FileCheck %s --check-prefix=BY-NAME

// BY-NAME: plain.m:1:8: error: protected data is supported in C and C++, outside of modules
// BY-NAME-NOT: error:
// BY-NAME: 1 error generated

//--- protected.mm
struct __attribute__((kpkeys_protected("protected"))) record { int a; }; // expected-error {{protected data is supported in C and C++, outside of modules; writes here would get no window}}
struct __attribute__((kpkeys_protected("protected"))) second { int a; };
void write(record *r) { r->a = 1; }
//--- variable.m
int number __attribute__((kpkeys_protected("protected"))); // expected-error {{protected data is supported in C and C++, outside of modules}}
//--- module.cppm
export module m;
struct __attribute__((kpkeys_protected("protected"))) record { int a; }; // expected-error {{protected data is supported in C and C++, outside of modules}}
//--- level.m
__attribute__((kpkeys_level("protected"))) void f(void); // expected-error {{levels are supported in C and C++, outside of modules; scopes and attributes for them have no effect in this file}}
//--- scope.m
#include "kpkeys.h"
void f(void) { kpkeys_scope("protected") {} } // expected-error@*:* {{levels are supported in C and C++, outside of modules}}
//--- none.m
// expected-no-diagnostics
#include "kpkeys.h"
void f(void) {}
//--- plain.m
struct plain { int a; };
void write(struct plain *p) { p->a = 1; }
