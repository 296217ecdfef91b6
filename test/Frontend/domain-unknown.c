/* Intent: a domain that the policy lacks is one error, at the attribute, that
 * names the policy and the domains it has. */
// RUN: %kpkeys_cc1 -plugin-arg-kpkeys policy=%inputs/policies/two-domains.yaml -fsyntax-only -verify %s

int variable __attribute__((kpkeys_protected("green"))); // expected-error-re {{unknown domain 'green'; policy '{{.*}}two-domains.yaml' has 'blue', 'red'}}
int empty __attribute__((kpkeys_protected(""))); // expected-error {{unknown domain ''}}
struct field { int a __attribute__((kpkeys_protected("green"))); }; // expected-error {{unknown domain 'green'}}
typedef int number __attribute__((kpkeys_protected("Red"))); // expected-error {{unknown domain 'Red'}}
struct record { int a; } __attribute__((kpkeys_protected("green"))); // expected-error {{unknown domain 'green'}}
void function(void) {
  static int local __attribute__((kpkeys_protected("green"))); // expected-error {{unknown domain 'green'}}
  (void)local;
}
int known __attribute__((kpkeys_protected("red")));
