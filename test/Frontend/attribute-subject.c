/* Intent: kpkeys_protected goes on structs, unions, fields, variables and
 * typedefs; on anything else it is refused with a message that says so. */
// RUN: %kpkeys_cc1 -plugin-arg-kpkeys policy=%inputs/policies/two-domains.yaml -fsyntax-only -verify %s

#define RED __attribute__((kpkeys_protected("red")))
#define BLUE __attribute__((kpkeys_protected("blue")))

struct record { int a; } RED;
union either { int a; float b; } RED;
typedef int number RED;
struct part { int open; int shut RED; };
int variable RED;
static int array[4] RED;
struct { int a; } unnamed RED;
typedef struct { int a; } unnamed_type RED;
struct RED in_front { int a; };

RED int function(void); // expected-error {{'kpkeys_protected' attribute only applies to structs, unions, fields, variables and typedefs}}
int parameter(int p RED); // expected-error {{'kpkeys_protected' attribute only applies to structs, unions, fields, variables and typedefs}}
enum number_name { ONE } RED; // expected-error {{'kpkeys_protected' attribute only applies to structs, unions, fields, variables and typedefs}}
void label(void) {
here: RED; // expected-error {{'kpkeys_protected' attribute only applies to structs, unions, fields, variables and typedefs}}
  goto here;
}
struct elsewhere RED; // expected-warning {{attribute 'kpkeys_protected' is ignored, place it after "struct" to apply attribute to type declaration}}
