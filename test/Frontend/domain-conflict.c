/* Intent: one declaration in two domains, and a record that holds data of
 * another domain, are errors; a note shows the other place. */
// RUN: %kpkeys_cc1 -plugin-arg-kpkeys policy=%inputs/policies/two-domains.yaml -fsyntax-only -verify %s

#define RED __attribute__((kpkeys_protected("red")))
#define BLUE __attribute__((kpkeys_protected("blue")))

struct both { int a; } __attribute__((kpkeys_protected("red"))) // expected-note {{the other domain is given here}}
    __attribute__((kpkeys_protected("blue"))); // expected-error {{conflicting domains: 'blue' here, 'red' before}}
struct twice { int a; } RED RED;

extern int variable __attribute__((kpkeys_protected("red"))); // expected-note {{the other domain is given here}}
extern int variable __attribute__((kpkeys_protected("blue"))); // expected-error {{conflicting domains: 'blue' here, 'red' before}}

struct inner { int a; } BLUE;
struct outer { struct inner held; } RED; // expected-error {{conflicting domains: field 'held' is in domain 'blue', but what holds it is in domain 'red'; memory has one pkey a page, so hold a pointer to it instead}}
struct outer_array { struct inner held[2]; } RED; // expected-error {{conflicting domains: field 'held'}}
struct outer_field { int own BLUE; } RED; // expected-error {{conflicting domains: field 'own'}}
union outer_union { struct inner held; int a; } RED; // expected-error {{conflicting domains: field 'held'}}
struct outer_same { struct inner held; } BLUE;
struct outer_pointer { struct inner *held; } RED;
struct outer_typedef { struct inner held RED; }; // expected-error {{conflicting domains: field 'held'}}
