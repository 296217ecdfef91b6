// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: report=copies names each place where a secret is written to a local
// variable, and nothing else; without it nothing is said.
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -O2 -I%include -plugin-arg-kpkeys policy=%inputs/policies/secret.yaml -plugin-arg-kpkeys report=copies -emit-obj -o %t.o -verify %s
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -O2 -I%include -plugin-arg-kpkeys policy=%inputs/policies/secret.yaml -emit-obj -o %t.o %s 2>&1 | count 0
#include "kpkeys.h"

struct __kpkeys_protected("key") key {
  long word[4];
  struct large { long i[40]; } large;
};
struct __kpkeys_protected("cred") cred {
  long word[4];
};
char *strcpy(char *, const char *);
void uses(void *);
void by_value(struct large);

long value(const struct key *k) { return k->word[0] ^ k->word[1]; }
void whole(const struct key *k) {
  struct key copy = *k; // expected-warning {{bytes of domain 'key' are copied to the stack, where every level can read them}}
  uses(&copy);
}
void one(const struct key *k) {
  long word = k->word[0] + 1; // expected-warning {{bytes of domain 'key' are copied to the stack}}
  uses(&word);
}
void library(const struct key *k) {
  char text[32];
  strcpy(text, (const char *)k->word); // expected-warning {{bytes of domain 'key' are copied to the stack}}
  uses(text);
}
void passed(const struct key *k) {
  by_value(k->large); // expected-warning {{bytes of domain 'key' are copied to the stack}}
}
void elsewhere(struct key *to, const struct key *k) { to->word[0] = k->word[1]; }
void other(const struct cred *c) {
  struct cred copy = *c;
  uses(&copy);
}
