/* Intent: without a policy file the only domain is called protected, and an
 * error about another one says where that comes from. */
// RUN: %kpkeys_cc1 -fsyntax-only -verify %s

int known __attribute__((kpkeys_protected("protected")));
int unknown __attribute__((kpkeys_protected("red"))); // expected-error {{unknown domain 'red'; policy '<built-in>' has 'protected'}}
