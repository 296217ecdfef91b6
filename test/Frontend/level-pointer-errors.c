/* Intent: a function with kpkeys_requires goes only to pointers that say so, and
 * these take no others, wherever a value is received; a cast silences it. */
// RUN: %kpkeys_cc1 -plugin-arg-kpkeys policy=%inputs/policies/two-domains.yaml -I%include -fblocks -fsyntax-only -verify %s
// RUN: not %kpkeys -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -I%include -fblocks -S %s -o /dev/null 2>&1 | FileCheck %s
#include "kpkeys.h"
typedef void plain_fn(void);
typedef void red_fn(void) __kpkeys_requires("red");
void red(void) __kpkeys_requires("red");
void blue(void) __kpkeys_requires("blue");
void plain(void);
void at_level(void) __kpkeys_level("red");
void takes_plain(void (*f)(void));
void takes_red(void (*f)(void) __kpkeys_requires("red"));
void variadic(int n, ...);
int unprototyped();

// CHECK: level-pointer-errors.c:[[#@LINE+1]]:18: error: 'red' requires level 'red', and its address goes to
plain_fn *set1 = red; // expected-error {{'red' requires level 'red', and its address goes to what does not say so: calls from there would not be at the level; give that kpkeys_requires("red"), or write a cast}}
plain_fn *set2 = &red; // expected-error {{'red' requires level 'red'}}
plain_fn *set3 = plain, *set4 = at_level, *set5 = (plain_fn *)red;
red_fn *set6 = red, *set7 = &red, *set8 = 0, *set9 = (red_fn *)plain;
red_fn *set10 = plain; // expected-error {{'plain' is for level 'default', and its address goes to a pointer to functions that require level 'red': its windows would go back to level 'default'; give it kpkeys_requires("red"), or write a cast}}
red_fn *set11 = blue; // expected-error {{'blue' is for level 'blue', and its address goes to a pointer to functions that require level 'red'}}
red_fn *set12 = at_level; // expected-error {{'at_level' is for level 'default'}}
void *set13 = red; // expected-error {{'red' requires level 'red'}}
unsigned long set14 = (unsigned long)red;

struct ops {
  void (*plain)(void);
  void (*red)(void) __kpkeys_requires("red");
  red_fn *table[3];
};
struct ops good = {.red = red, .plain = plain, .table = {red, 0, [2] = red}};
struct ops bad = {
    .red = plain,     // expected-error {{'plain' is for level 'default'}}
    .plain = red,     // expected-error {{'red' requires level 'red'}}
    .table = {[1] = plain, // expected-error {{'plain' is for level 'default'}}
              blue}};      // expected-error {{'blue' is for level 'blue'}}
struct ops positional[] = {{plain, red}, {red}}; // expected-error {{'red' requires level 'red'}}
void (*array[])(void) __kpkeys_requires("red") = {red, plain}; // expected-error {{'plain' is for level 'default'}}
void (*plain_array[2])(void) = {red}; // expected-error {{'red' requires level 'red'}}

red_fn *result(int n) {
  if (n)
    return red;
  return plain; // expected-error {{'plain' is for level 'default'}}
}
plain_fn *plain_result(int n) {
  if (n)
    return plain;
  return red; // expected-error {{'red' requires level 'red'}}
}

void body(struct ops *o, int n) {
  static plain_fn *kept = red; // expected-error {{'red' requires level 'red'}}
  red_fn *local = n ? red : plain; // expected-error {{'plain' is for level 'default'}}
  o->red = red;
  o->red = plain; // expected-error {{'plain' is for level 'default'}}
  o->plain = o->red; // expected-error {{a pointer to functions that require level 'red' goes to what does not say so: calls from there would not be at the level; give that kpkeys_requires("red"), or write a cast}}
  o->red = o->plain; // expected-error {{a pointer to functions for level 'default' goes to one to functions that require level 'red': their windows would go back to level 'default'; give it kpkeys_requires("red"), or write a cast}}
  o->table[n] = local;
  *o->table = o->red;
  takes_plain(red); // expected-error {{'red' requires level 'red'}}
  takes_plain(plain);
  takes_plain((plain_fn *)red);
  takes_red(red);
  takes_red(o->red);
  takes_red(plain); // expected-error {{'plain' is for level 'default'}}
  variadic(1, red); // expected-error {{'red' requires level 'red'}}
  variadic(1, o->red, o->plain); // expected-error {{a pointer to functions that require level 'red'}}
  variadic(1, (void *)red, (void *)o->red);
  unprototyped(o->red, o->plain); // expected-error {{a pointer to functions that require level 'red'}} expected-warning {{without a prototype}}
  void (*by_type)(red_fn *) = takes_red;
  by_type(red);
  by_type(plain); // expected-error {{'plain' is for level 'default'}}
  (n ? red : plain)(); // expected-error {{'plain' is for level 'default'}}
  (struct ops){.plain = red}; // expected-error {{'red' requires level 'red'}} expected-warning {{expression result unused}}
  ^(red_fn *f) { f(); }(red);
  ^{ takes_plain(red); }(); // expected-error {{'red' requires level 'red'}}
}
void last_is_red(red_fn *p, ...) {
  __builtin_va_list list;
  __builtin_va_start(list, p);
  __builtin_va_end(list);
}
int uses(red_fn *p, int n) {
  red();
  (*red)();
  (void)red;
  if (p == red || !red || red) // expected-warning 2{{address of function 'red' will}} expected-note 2{{prefix with the address-of operator}}
    return sizeof(&red) + __builtin_constant_p(p);
  return red ? _Generic(red, red_fn *: 1) : 2; // expected-warning {{address of function 'red' will}} expected-note {{prefix with the address-of operator}}
}

void (*late)(void); // expected-note {{declared without it here}}
void use_late(void) { late(); }
extern void (*late)(void) __kpkeys_requires("red"); // expected-error {{kpkeys_requires must be on a declaration before the first use; calls before this one would not be at the level}}
