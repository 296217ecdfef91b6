/* Intent: misuse of kpkeys_ignore and kpkeys_escape is reported where it is
 * written. */
// RUN: %kpkeys_cc1 -fsyntax-only -verify %s

#define IGNORE __attribute__((kpkeys_ignore))
#define ESCAPE(tier) __attribute__((kpkeys_escape(tier)))

IGNORE void early(void);
void early(void) {}
IGNORE void early(void); // the same again
ESCAPE("allow") void quiet(void);
ESCAPE("allow") void quiet(void) {}
void inside(void);
ESCAPE("error") IGNORE void inside(void) {} // speaks of this body

int variable IGNORE; // expected-error {{'kpkeys_ignore' attribute only applies to functions}}
int other ESCAPE("warn"); // expected-error {{'kpkeys_escape' attribute only applies to functions}}
typedef void type(void) IGNORE; // expected-error {{'kpkeys_ignore' attribute only applies to functions}}

ESCAPE("quiet") void misspelt(void); // expected-error {{unknown escape tier 'quiet'; use error, warn, allow}}
ESCAPE(1) void number(void); // expected-error {{'kpkeys_escape' attribute requires a string}}
__attribute__((kpkeys_escape)) void bare(void); // expected-error {{'kpkeys_escape' attribute takes one argument}}
__attribute__((kpkeys_ignore("x"))) void full(void); // expected-error {{'kpkeys_ignore' attribute takes no arguments}}

ESCAPE("warn") ESCAPE("allow") void twice(void); // expected-error {{'kpkeys_escape' is 'allow' here, 'warn' before}}
ESCAPE("warn") void changes(void); // expected-note {{it is given here}}
ESCAPE("error") void changes(void); // expected-error {{kpkeys_escape is 'error' here, 'warn' before}}

void done(void) {} // expected-note {{previous definition is here}}
IGNORE void done(void); // expected-warning {{attribute declaration must precede definition}}

IGNORE __attribute__((always_inline)) inline void always(void) {} // expected-error {{'always' has kpkeys_ignore and is always_inline; inlined, its writes would get windows}}
