/* Intent: misuse of kpkeys_level, kpkeys_requires and kpkeys_leave is reported
 * where it is written. */
// RUN: %kpkeys_cc1 -plugin-arg-kpkeys policy=%inputs/policies/two-domains.yaml -I%include -fsyntax-only -verify %s
// RUN: not %kpkeys -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -I%include -S %s -o /dev/null 2>&1 | FileCheck %s
#include "kpkeys.h"

// CHECK: level-errors.c:[[#@LINE+1]]:16: error: unknown level 'rde'
__attribute__((kpkeys_level("rde"))) void unknown(void); // expected-error {{unknown level 'rde'; policy 'two-domains.yaml' has 'default', 'blue', 'red'}}
void unknown2(void) __kpkeys_requires("rde"); // expected-error {{unknown level 'rde'}}
typedef void op(void) __kpkeys_requires("rde"); // expected-error {{unknown level 'rde'}}
void takes(void (*f)(void) __kpkeys_requires("rde")); // expected-error {{unknown level 'rde'}}
struct ops { void (*f)(void) __kpkeys_requires("rde"); }; // expected-error {{unknown level 'rde'}}

int number __kpkeys_level("red"); // expected-error {{'kpkeys_level' is for functions and pointers to them; this has type 'int'}}
typedef int *data __kpkeys_requires("red"); // expected-error {{'kpkeys_requires' is for functions and pointers to them; this has type 'int *'}}
struct __kpkeys_level("red") tag { int x; }; // expected-error {{'kpkeys_level' attribute only applies to functions, and variables, parameters, fields and typedefs of functions}}
void misspelt(void) __kpkeys_leave("save"); // expected-error {{unknown way to leave 'save'; use entry, saved}}
int leave_variable __kpkeys_leave("saved"); // expected-error {{'kpkeys_leave' attribute only applies to functions}}
void bare(void) __attribute__((kpkeys_level)); // expected-error {{'kpkeys_level' attribute takes one argument}}
void wrong(void) __kpkeys_requires(1); // expected-error {{'kpkeys_requires' attribute requires a string}}

__kpkeys_level("red") __kpkeys_level("blue") void twice(void); // expected-error {{'kpkeys_level' is 'blue' here, 'red' before}}
__kpkeys_level("red") void changes(void); // expected-note {{it is given here}}
__kpkeys_level("blue") void changes(void); // expected-error {{kpkeys_level is 'blue' here, 'red' before}}
__kpkeys_requires("red") void same(void);
__kpkeys_requires("red") void same(void) {}
__kpkeys_leave("saved") void other(void); // expected-note {{it is given here}}
__kpkeys_leave("entry") void other(void); // expected-error {{kpkeys_leave is 'entry' here, 'saved' before}}

__kpkeys_level("red") __kpkeys_requires("red") void both(void); // expected-error {{'both' has kpkeys_level and kpkeys_requires, which contradict each other: it enters the level itself, or its callers do}}
__kpkeys_level("red") __kpkeys_ignore void ignored(void); // expected-error {{'ignored' cannot have kpkeys_level, because it has kpkeys_ignore, and so no windows}}
__kpkeys_level("red") __attribute__((naked)) void bare_body(void); // expected-error {{'bare_body' cannot have kpkeys_level, because it is naked, and nothing may be put into its body}}
void target(void) {}
__kpkeys_requires("red") __attribute__((alias("target"))) void alias(void); // expected-error {{'alias' cannot have kpkeys_requires, because it is an alias; give it to the function it is an alias of}}
__kpkeys_requires("red") int main(void) { return 0; } // expected-error {{'main' cannot have kpkeys_requires, because main is called at the default level; use kpkeys_level}}

void late(void); // expected-note {{declared without it here}}
void user(void) { late(); }
void late(void) __kpkeys_requires("red"); // expected-error {{kpkeys_requires must be on a declaration before the first use; calls before this one would not be at the level}}
void unused(void);
void unused(void) __kpkeys_requires("red");
void late_level(void);
void user2(void) { late_level(); }
void late_level(void) __kpkeys_level("red");
void late_level(void) {}
