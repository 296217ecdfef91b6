/* Intent: Clang drops the argument of a plugin's [[]] attribute; the loss is an
 * error and never a silently unprotected declaration. */
// RUN: %kpkeys_cc1 -std=c23 -fsyntax-only -verify %s

[[kpkeys::protected("protected")]] int with_argument; // expected-error {{protected' attribute takes one argument}}
[[kpkeys::protected]] int without; // expected-error {{protected' attribute takes one argument}}
