/* Intent: a variable of which only a part is protected lies in no keyed page;
 * that is said, not silent. */
// RUN: %kpkeys_cc1 -fsyntax-only -verify %s
struct part { int open; int shut __attribute__((kpkeys_protected("protected"))); };
struct part variable; // expected-warning {{'variable'}}
