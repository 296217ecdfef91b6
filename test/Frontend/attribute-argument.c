/* Intent: the attribute takes one string that names a domain of the policy. */
// RUN: %kpkeys_cc1 -plugin-arg-kpkeys policy=%inputs/policies/two-domains.yaml -fsyntax-only -verify %s

struct none { int a; } __attribute__((kpkeys_protected)); // expected-error {{attribute takes one argument}}
struct empty { int a; } __attribute__((kpkeys_protected())); // expected-error {{attribute takes one argument}}
struct two { int a; } __attribute__((kpkeys_protected("red", "blue"))); // expected-error {{attribute takes one argument}}
struct number { int a; } __attribute__((kpkeys_protected(1))); // expected-error {{attribute requires a string}}
struct word { int a; } __attribute__((kpkeys_protected(red))); // expected-error {{attribute requires a string}}
struct wide { int a; } __attribute__((kpkeys_protected(L"red"))); // expected-error {{attribute requires a string}}

struct one { int a; } __attribute__((kpkeys_protected("red")));
struct joined { int a; } __attribute__((kpkeys_protected("re" "d")));
