/* Intent: of two definitions of a struct, which C23 allows, Clang keeps the
 * first; protected fields that only the second has are not lost in silence. */
// REQUIRES: newest-llvm
// RUN: %kpkeys_cc1 -std=c23 -fsyntax-only -verify %s
typedef int guarded __attribute__((kpkeys_protected("protected")));

struct plain { int *a, **b; }; // expected-note {{the other declaration is here}}
struct plain { int *a; guarded **b; }; // expected-error {{declared as 'guarded **' (aka 'int **') here and as 'int **' before}}

struct first { guarded a; }; // expected-note {{here}}
struct first { int a; };     // expected-error {{declared as 'int' here}}

struct same { guarded a; };
struct same { guarded a; };

void locals(void) {
  struct other { int a; };
  {
    struct other { guarded a; };
    struct other { guarded a; };
    struct inner { guarded a; }; // expected-note {{here}}
    struct inner { int a; };     // expected-error {{declared as 'int' here}}
  }
}
