/* Intent: what cannot lie in a protected page is refused or warned about:
 * thread-local and register variables, sections, locals. */
// RUN: %kpkeys_cc1 -plugin-arg-kpkeys policy=%inputs/policies/two-domains.yaml -fsyntax-only -verify %s

#define RED __attribute__((kpkeys_protected("red")))
#define BLUE __attribute__((kpkeys_protected("blue")))

struct record { int a; } RED;

_Thread_local int per_thread RED; // expected-error {{thread-local variable 'per_thread' cannot be protected: thread-local storage shares its pages; allocate it from the domain instead}}
static __thread struct record record_per_thread; // expected-error {{thread-local variable 'record_per_thread' cannot be protected}}
_Thread_local int plain_per_thread;

int placed RED __attribute__((section("mine"))); // expected-warning {{protected variable 'placed' is in a section of its own; the runtime does not key it}}
#pragma clang section data="mine.data"
int placed_by_pragma RED = 1; // expected-warning {{protected variable 'placed_by_pragma' is in a section of its own; the runtime does not key it}}
int plain_by_pragma = 1;
#pragma clang section data=""
#pragma clang section bss="mine.bss"
struct record zero_by_pragma; // expected-warning {{protected variable 'zero_by_pragma' is in a section of its own; the runtime does not key it}}
#pragma clang section bss=""
int placed_normally RED = 1;
int plain_placed __attribute__((section("mine")));

void locals(void) {
  int local RED; // expected-warning {{kpkeys_protected has no effect on a local variable: it lies on the stack}}
  register int in_register RED; // expected-warning {{kpkeys_protected has no effect on a local variable: it lies on the stack}}
  struct record by_value;
  static int kept RED;
  static __thread int kept_per_thread RED; // expected-error {{thread-local variable 'kept_per_thread' cannot be protected}}
  (void)local, (void)in_register, (void)by_value, (void)kept, (void)kept_per_thread;
}
