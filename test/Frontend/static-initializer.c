/* Intent: an address that a static initializer stores cannot be marked; if its
 * type does not say where it leads, a warning says what to do. */
// RUN: %kpkeys_cc1 -plugin-arg-kpkeys policy=%inputs/policies/two-domains.yaml -fsyntax-only -verify %s

#define RED __attribute__((kpkeys_protected("red")))
#define BLUE __attribute__((kpkeys_protected("blue")))

struct record { int a; int array[4]; struct record *next; } RED;
struct record record;
int number RED;
unsigned long sizes[] = {sizeof(record.array), __builtin_offsetof(struct record, next)};

int *field = &record.a; // expected-warning {{the address of data in domain 'red' is stored by a static initializer; writes through it get no window (use a pointer to const or to the protected type)}}
int *element = &record.array[1] + 1; // expected-warning {{the address of data in domain 'red' is stored}}
int *decayed = record.array; // expected-warning {{the address of data in domain 'red' is stored}}
char *bytes = (char *)&record; // expected-warning {{the address of data in domain 'red' is stored}}
void *anything = &record; // expected-warning {{the address of data in domain 'red' is stored}}
int *table[] = {&number, 0}; // expected-warning {{the address of data in domain 'red' is stored}}
struct { void *p; } nested = {&record}; // expected-warning {{the address of data in domain 'red' is stored}}

struct record *literal = &(struct record){1}; // expected-warning {{a compound literal holds data of domain 'red' in ordinary memory, which the runtime does not key; use a variable with a name}}
struct record *literals[] = {0, (struct record[]){{1}, {2}} + 1}; // expected-warning {{a compound literal holds data of domain 'red'}}
struct holder { int open; int shut RED; } *literal_holder = &(struct holder){1}; // expected-warning {{a compound literal holds data of domain 'red'}}
const struct record *constant_literal = &(const struct record){1};
struct record by_value = (struct record){1};
int *plain_literal = &(int){1};

const int *read_only = &record.a;
struct record *typed = &record;
struct record self = {.next = &self};
int plain;
int *plain_address = &plain;

void function(void) {
  static int *local = &record.a; // expected-warning {{the address of data in domain 'red' is stored}}
  (void)local;
}
