/* Intent: each escape is one warning at its source line with the reason and
 * the cure; an error with escape=error, nothing with escape=allow; and the
 * same code with the cure applied says nothing. Without -g there is a line,
 * too. */
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -plugin-arg-kpkeys policy=%inputs/policies/two-domains.yaml -emit-obj -o %t.o -verify=expected %s
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -plugin-arg-kpkeys policy=%inputs/policies/two-domains.yaml -O2 -emit-obj -o %t.o -verify=expected %s
// RUN: not %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -fplugin-arg-kpkeys-escape=error -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=ERROR
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -fplugin-arg-kpkeys-escape=allow -Werror -c %s -o %t.o
// ERROR: report-escapes.c:[[# @LINE + 9]]:{{[0-9]+}}: error: kpkeys: a pointer into domain 'red' is passed to 'unknown'

struct record { int a; int b[4]; } __attribute__((kpkeys_protected("red")));
void unknown(int *);
void unknown_const(const int *);
void unknown_typed(struct record *);
int *kept;

void passed(struct record *r) {
  unknown(&r->a); // expected-warning {{kpkeys: a pointer into domain 'red' is passed to 'unknown', which may write through it without a window; make the parameter a pointer to const, a pointer to the protected type, or let the callee be inlined}}
  unknown_const(&r->a);
  unknown_typed(r);
}
void passed_indirectly(struct record *r, void (*f)(int *)) {
  f(r->b); // expected-warning {{kpkeys: a pointer into domain 'red' is passed to an indirect callee}}
}
void stored(struct record *r) {
  kept = &r->a; // expected-warning {{kpkeys: a pointer into domain 'red' is stored in memory, and writes through it from there get no window}}
}
int *returned(struct record *r) {
  return &r->a; // expected-warning {{kpkeys: a pointer into domain 'red' is returned, and the caller may write through it without a window}}
}
const int *returned_const(struct record *r) { return &r->a; }
