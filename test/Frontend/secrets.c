// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: what the front end says of secret domains: pointers to const count,
// and constants are no secrets. In domains that everybody may read, neither.
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -fsyntax-only -fasm-blocks -fms-extensions -I%include -plugin-arg-kpkeys policy=%inputs/policies/secret.yaml -verify %s
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -fsyntax-only -fasm-blocks -fms-extensions -I%include -DDOMAIN='"cred"' -plugin-arg-kpkeys policy=%inputs/policies/secret.yaml -verify=cred %s
#include "kpkeys.h"
#ifndef DOMAIN
#define DOMAIN "key"
#endif

struct __kpkeys_protected(DOMAIN) key {
  int word[4];
};
int seen __kpkeys_protected(DOMAIN);

const int *address = &seen; // expected-warning {{the address of data in domain 'key' is stored by a static initializer; reads and writes through it get no window (use a pointer to the protected type)}}
int *writable = &seen; // expected-warning {{reads and writes through it}} cred-warning {{the address of data in domain 'cred' is stored by a static initializer; writes through it get no window (use a pointer to const or to the protected type)}}

const int *known __kpkeys_pointee(DOMAIN); // cred-warning {{kpkeys_pointee does nothing for a pointer to const}}
const struct key built_in = {{1}}; // expected-warning {{constant 'built_in' of domain 'key' stays in ordinary memory, where every level can read it; remove const}}

int views(struct key **slot) {
  const int **other = (const int **)slot; // expected-warning {{made readable as 'const int *', and reads and writes through that get no window}}
  return **other;
}
