/* Intent: a protected record passed as a variable argument is no escape if the
 * callee above takes it as that; it is if the callee may take it as something
 * else, passes its list on, or is not seen yet. */
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -O0 -emit-obj -o %t.o -verify %s
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -O2 -emit-obj -o %t.o -verify %s
// RUN: %kpkeys_cc1 -triple aarch64-linux-gnu -O0 -emit-obj -o %t.o -verify %s
// expected-note@*:* 0+ {{it is marked at}}
#include <stdarg.h>
struct __attribute__((kpkeys_protected("protected"))) cred { int uid; };
struct holder { va_list list; };
void unknown(va_list *list);
void unknown_holder(struct holder *h);

static void typed(int n, ...) {
  va_list list, copy;
  va_start(list, n);
  va_copy(copy, list);
  while (n--) {
    va_arg(list, struct cred *)->uid = va_arg(list, int);
    (void)va_arg(copy, const char *);
  }
  va_end(copy);
  va_end(list);
}
static void untyped(int n, ...) {
  va_list list;
  va_start(list, n);
  *(int *)va_arg(list, void *) = n;
  va_end(list);
}
static void passes_on(int n, ...) {
  va_list list;
  va_start(list, n);
  unknown(&list);
  va_end(list);
}
static void in_record(int n, ...) {
  struct holder h;
  va_start(h.list, n);
  unknown_holder(&h);
  va_end(h.list);
}
__attribute__((weak)) void replaceable(int n, ...) {}
static void below(int n, ...);

void calls(struct cred *c) {
  typed(2, c, 1, c, 2);
  typed(1, (int *)&c->uid, 1); // expected-warning {{is passed to 'typed'}}
  untyped(1, c);               // expected-warning {{is passed to 'untyped'}}
  passes_on(1, c);             // expected-warning {{is passed to 'passes_on'}}
  in_record(1, c);             // expected-warning {{is passed to 'in_record'}}
  replaceable(1, c);           // expected-warning {{is passed to 'replaceable'}}
  below(1, c);                 // expected-warning {{is passed to 'below'}}
}
static void below(int n, ...) {
  va_list list;
  va_start(list, n);
  va_arg(list, struct cred *)->uid = n;
  va_end(list);
}
