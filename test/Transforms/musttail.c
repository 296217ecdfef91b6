/* Intent: a tail call that writes protected data itself is refused, once. */
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -O0 -emit-obj -o %t.o -verify %s
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -O2 -emit-obj -o %t.o -verify %s
struct record { char text[8]; } __attribute__((kpkeys_protected("protected")));
extern struct record it;
char *strcpy(char *, const char *);

char *copy(char *to, const char *from) {
  // expected-warning@+2 {{is returned, and the caller may write through it}}
  // expected-error@+1 {{a musttail call writes domain protected, and a window cannot end behind it; drop musttail}}
  __attribute__((musttail)) return strcpy(it.text, from);
}
