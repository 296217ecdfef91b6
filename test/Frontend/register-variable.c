/* Intent: a global register variable is in no memory, so it cannot be
 * protected; a pointer to protected data in one can be held. */
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -plugin-arg-kpkeys policy=%inputs/policies/two-domains.yaml -fsyntax-only -verify %s

register long value __asm__("rsp") __attribute__((kpkeys_protected("red"))); // expected-error {{register variable 'value' cannot be protected: it is not in memory}}
struct record { int a; } __attribute__((kpkeys_protected("red")));
register struct record *pointer __asm__("rsp");
