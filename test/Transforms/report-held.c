/* Intent: a pointer into protected data that goes to a callee inside a variable
 * (by its address, in a struct by value, to a cleanup function) is reported,
 * also where the callee is known not to write the variable itself. */
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -emit-obj -o %t.o -verify %s
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -O2 -emit-obj -o %t.o -verify %s
struct record { int a; } __attribute__((kpkeys_protected("protected")));
struct bag { int *p; long more[3]; };
#define NOINLINE __attribute__((noinline))

static NOINLINE void through(int **p) { **p = 5; }
static NOINLINE void held(struct bag b) { *b.p = 5; }

void by_address(struct record *r) {
  int *p = &r->a;
  through(&p); // expected-warning {{is in a variable whose address is passed to 'through'}} expected-note@*:* {{report-held.c:14:12}}
}
void by_value(struct record *r) {
  struct bag b = {&r->a, {0}};
  held(b); // expected-warning {{is in a variable whose address is passed to 'held'}} expected-note@*:* {{report-held.c:18:19}}
}
void at_end(struct record *r) {
  int *p __attribute__((cleanup(through))) = &r->a;
} // expected-warning {{is in a variable whose address is passed to 'through'}} expected-note@*:* {{report-held.c:22:46}}
