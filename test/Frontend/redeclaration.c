/* Intent: an attribute that comes after a declaration without it would leave
 * the code between them without windows: an error with a note. */
// RUN: %kpkeys_cc1 -plugin-arg-kpkeys policy=%inputs/policies/two-domains.yaml -fsyntax-only -verify %s

#define RED __attribute__((kpkeys_protected("red")))
#define BLUE __attribute__((kpkeys_protected("blue")))

extern int late; // expected-note {{declared without it here}}
extern int late RED; // expected-error {{kpkeys_protected must be on the first declaration; writes before this one would get no window}}

typedef int number; // expected-note {{declared without it here}}
typedef int number RED; // expected-error {{kpkeys_protected must be on the first declaration}}

extern int kept RED;
extern int kept;
int kept;

struct forward; // a name without fields: nothing can have been written
struct forward { int a; } RED;
