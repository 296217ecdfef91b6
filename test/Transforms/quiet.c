/* Intent: what the documentation calls quiet is: pointers to const, comparisons,
 * arithmetic, hashes, library functions that free, print or only read, the
 * protected type itself. No warning at any level. */
// RUN: %kpkeys-pku -O0 -Werror -c %s -o %t.o
// RUN: %kpkeys-pku -O1 -Werror -c %s -o %t.o
// RUN: %kpkeys-pku -O2 -Werror -c %s -o %t.o
// RUN: %kpkeys-pku -O3 -Werror -c %s -o %t.o
// RUN: %kpkeys-pku -O2 -Werror -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -c %s -o %t.o
// RUN: not %kpkeys-pku -O0 -Werror -DLOUD -c %s -o %t.o
// RUN: not %kpkeys-pku -O2 -Werror -DLOUD -c %s -o %t.o
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct __attribute__((kpkeys_protected("protected"))) cred {
  int uid, groups[8];
  char name[16];
  struct cred *next;
};
struct cred *head;
const int *kept_const;
const char *kept_name;
uintptr_t hash;
void takes_const(const int *p, const void *v, const char *s);
void takes_cred(struct cred *c);
void takes_number(unsigned long n);
void unknown(int *p);

void constants(struct cred *c) {
  takes_const(&c->uid, c, c->name);
  kept_const = c->groups + 1;
  kept_name = c->name;
  const int *p = &c->uid;
  takes_const(p, p, "");
}
const char *name(struct cred *c) { return c->name; }
struct cred *type(struct cred *c) {
  takes_cred(c);
  takes_cred(c->next);
  head = c;
  c->next = head;
  return c;
}
int comparisons(struct cred *a, struct cred *b) {
  int *p = &a->uid, *q = b->groups;
  if (p == q || (void *)a < (void *)b || !a->name[0])
    return 1;
  assert(p != q);
  return (int)(q - p) + (p ? 2 : 3) + ((char *)q > (char *)p);
}
unsigned long arithmetic(struct cred *c, int i) {
  uintptr_t n = (uintptr_t)&c->uid;
  if (n & 7)
    return n % 8;
  int *p = c->groups + i;
  hash = n >> 4 ^ n << 3;
  takes_number(n * 31);
  return (unsigned long)*p + n / 4096;
}
void sinks(struct cred *c) {
  free(c->name);
  free(c);
}
void prints(struct cred *c, char *out) {
  printf("%p %s %d %s\n", (void *)c, c->name, c->uid, c->name + 1);
  fprintf(stderr, "%p", (void *)&c->groups);
  snprintf(out, 8, "%s%p", c->name, (void *)c);
  puts(c->name);
}
int library(struct cred *c, char *out) {
  memcpy(out, c->groups, sizeof c->groups);
  if (memcmp(c->groups, out, 4) || strcmp(c->name, "root"))
    return -1;
  char *copy = strdup(c->name);
  free(copy);
  return (int)(strlen(c->name) + (size_t)atoi(c->name)) +
         (int)write(1, c->name, sizeof c->name) + (strchr(c->name, 'x') != 0);
}
#ifdef LOUD
void loud(struct cred *c) { unknown(&c->uid); }
#endif
