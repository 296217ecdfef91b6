// Intent: what code generation makes a call of is called outside windows, though
// the window stores, or chooses, what it returns.
// RUN: %kpkeys-pku -O1 -c %s -o %t.o && kpkeys-verify %t.o | FileCheck %s
// RUN: %kpkeys-pku -O2 -c %s -o %t.o && kpkeys-verify %t.o | FileCheck %s
// RUN: %kpkeys-pku -O3 -c %s -o %t.o && kpkeys-verify %t.o | FileCheck %s
// RUN: %kpkeys-pku -O2 -ffast-math -c %s -o %t.o && kpkeys-verify %t.o | FileCheck %s
// RUN: %kpkeys-poe-el0 -O1 -c %s -o %t.o && kpkeys-verify %t.o | FileCheck %s
// RUN: %kpkeys-poe-el0 -O2 -c %s -o %t.o && kpkeys-verify %t.o | FileCheck %s
// RUN: %kpkeys-poe-el0 -O3 -c %s -o %t.o && kpkeys-verify %t.o | FileCheck %s
// RUN: %kpkeys-poe-el0 -O2 -ffast-math -c %s -o %t.o && kpkeys-verify %t.o | FileCheck %s
// CHECK: 1 object, {{[0-9]+}} windows: 0 findings
double sin(double), cos(double), floor(double), fmod(double, double);
double modf(double, double *), frexp(double, int *);

struct __attribute__((kpkeys_protected("protected"))) record {
  double first, second;
  int exponent;
};

double split(struct record *r, double x) {
  double whole, part = modf(x, &whole);
  r->first = whole;
  return part;
}

void both(struct record *r, double x) {
  double whole;
  r->first = modf(x, &whole);
  r->second = whole;
}

void circle(struct record *r, double x) {
  r->first = sin(x);
  r->second = cos(x);
}

void scale(struct record *r, double x) {
  r->first = frexp(x, &r->exponent);
}

void chosen(struct record *r, double x, double y, int c) {
  double down = floor(x), rest = fmod(x, y);
  r->first = x;
  r->second = c ? down : rest;
}

void wide(struct record *r, __int128 a, __int128 b, int c) {
  __int128 q = a / b;
  r->first = 1;
  r->exponent = c ? (int)q : 0;
}

void less(struct record *r, long double x, long double y, int c, int d) {
  int is_less = x < y;
  r->first = c;
  if (c) {
    r->second = d;
    r->exponent = is_less;
  }
}
