/* Intent: misuse of kpkeys_pointee and kpkeys_unsealed is reported where it is
 * written: the wrong subject, no pointer, a domain that is not there or another
 * one, a declaration that comes too late, types that would lose it. */
// RUN: %kpkeys_cc1 -plugin-arg-kpkeys policy=%inputs/policies/two-domains.yaml -fsyntax-only -verify %s
// RUN: %kpkeys_cc1 -x c++ -DCXX -plugin-arg-kpkeys policy=%inputs/policies/two-domains.yaml -fsyntax-only -verify=cxx %s

#define RED __attribute__((kpkeys_pointee("red")))
#define BLUE __attribute__((kpkeys_pointee("blue")))
#define UNSEALED __attribute__((kpkeys_unsealed))

#ifdef CXX
void in_cxx(int *p RED); // cxx-error {{'kpkeys_pointee' is supported in C only; in this language writes through the pointer would get no window}}
#else

struct record { int a; } __attribute__((kpkeys_protected("red")));

// Right.
int *variable RED;
int *array[4] RED;
struct holder { int *field RED; void *list[2] RED; };
typedef int *alias RED;
int *result(int *parameter RED) RED;
RED int *in_front(void);
struct record *same RED;
void body(void) {
  int *local RED = 0, *young UNSEALED = 0;
  static int *kept RED;
  (void)local, (void)young, (void)kept;
}
UNSEALED void *fresh(char *p UNSEALED);

// Subjects.
enum number { ONE } RED; // expected-error {{'kpkeys_pointee' attribute only applies to variables, parameters, fields, typedefs and functions}}
struct tag { int a; } RED; // expected-error {{'kpkeys_pointee' attribute only applies to variables, parameters, fields, typedefs and functions}}
int *global UNSEALED; // expected-error {{'kpkeys_unsealed' attribute only applies to local variables, parameters and functions}}
struct young { int *field UNSEALED; }; // expected-error {{'kpkeys_unsealed' attribute only applies to local variables, parameters and functions}}
void still(void) {
  static int *p UNSEALED; // expected-error {{'kpkeys_unsealed' attribute only applies to local variables, parameters and functions}}
}

// No pointers to data.
int number RED;           // expected-error {{'kpkeys_pointee' is for pointers to data; this has type 'int'}}
struct record whole RED;  // expected-error {{'kpkeys_pointee' is for pointers to data; this has type 'struct record'}}
void (*code)(void) RED;   // expected-error {{'kpkeys_pointee' is for pointers to data; this has type 'void (*)(void)'}}
void nothing(void) RED;   // expected-error {{'kpkeys_pointee' is for pointers to data; this has type 'void'}}
typedef long address RED; // expected-error {{'kpkeys_pointee' is for pointers to data; this has type 'long'}}
void wrong(int n UNSEALED); // expected-error {{'kpkeys_unsealed' is for pointers to data; this has type 'int'}}
const int *fixed RED; // expected-warning {{kpkeys_pointee does nothing for a pointer to const: nothing is written through it}}

// Arguments and domains.
int *bare __attribute__((kpkeys_pointee)); // expected-error {{'kpkeys_pointee' attribute takes one argument}}
int *numbered __attribute__((kpkeys_pointee(1))); // expected-error {{'kpkeys_pointee' attribute requires a string}}
void full(int *p __attribute__((kpkeys_unsealed(1)))); // expected-error {{'kpkeys_unsealed' attribute takes no arguments}}
int *unknown __attribute__((kpkeys_pointee("rad"))); // expected-error {{unknown domain 'rad'}}
void parameter(int *p __attribute__((kpkeys_pointee("rod")))); // expected-error {{unknown domain 'rod'}}
int *twice RED // expected-note {{the other domain is given here}}
    BLUE;      // expected-error {{conflicting domains: 'blue' here, 'red' before}}
struct record *other BLUE; // expected-error {{conflicting domains: 'blue' here, but by its type it points into domain 'red'}}
alias alias_other BLUE; // expected-error {{conflicting domains: 'blue' here, but by its type it points into domain 'red'}}
void both(int *p RED UNSEALED); // expected-error {{kpkeys_pointee and kpkeys_unsealed contradict each other}}
int *later(void) RED;
int *later(void) UNSEALED; // expected-error {{kpkeys_pointee and kpkeys_unsealed contradict each other}}

// Redeclarations.
extern int *late;     // expected-note {{declared without it here}}
extern int *late RED; // expected-error {{kpkeys_pointee must be on the first declaration; writes before this one would get no window}}
void takes(int *p);     // expected-note {{declared without it here}}
void takes(int *p RED); // expected-error {{kpkeys_pointee must be on the first declaration; writes before this one would get no window}}
int *gives(void);     // expected-note {{declared without it here}}
int *gives(void) RED; // expected-error {{kpkeys_pointee must be on the first declaration; writes before this one would get no window}}
void changes(int *p RED);  // expected-note {{the other domain is given here}}
void changes(int *p BLUE); // expected-error {{conflicting domains: 'blue' here, 'red' before}}
void inherits(int *p RED);
void inherits(int *p) __attribute__((kpkeys_escape("warn")));
void inherits(int *p RED);
void young(int *p);
void young(int *p UNSEALED) {} // speaks of this body

// The type of a pointer to a function has parameters' types, not parameters.
void (*indirect)(int *p RED); // expected-error {{kpkeys_pointee is lost on a parameter of a function type; use a typedef with kpkeys_pointee or kpkeys_protected}}
void callback(void (*back)(int *p RED)); // expected-error {{kpkeys_pointee is lost on a parameter of a function type}}
typedef void handler(int *p RED); // expected-error {{kpkeys_pointee is lost on a parameter of a function type}}
struct table { void (*set)(int *p UNSEALED); }; // expected-error {{kpkeys_unsealed is lost on a parameter of a function type}}
void (*by_typedef)(alias p);

int *(*gone)(int *) = result; // expected-warning {{the address of 'result' is taken, and who calls it through a pointer does not know that its result is kpkeys_pointee}}
alias known(void);
alias (*kept)(void) = known;
void takes_address(int *p RED) {
  int *(*local)(int *);
  local = &result; // expected-warning {{the address of 'result' is taken}}
  result(p);
  (result)(p);
}
#endif
