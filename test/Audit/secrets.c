// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: what copies a secret needs a guard wherever it copies to; a copy on the
// stack needs none.
//
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -plugin-arg-kpkeys mode=audit -plugin-arg-kpkeys policy=%S/Inputs/secret.yaml -fsyntax-only -verify -verify-ignore-unexpected=note %s
void unlock(void), lock(void);
struct key {
  char bytes[16];
} the_key;
int use(const char *bytes);

int copies(const struct key *k) {
  char bytes[16];
  __builtin_memcpy(bytes, k, sizeof bytes); // expected-warning {{read of domain 'key' with no guard; it needs level 'key' [unguarded]}}
  return use(bytes);
}
int copies_guarded(const struct key *k) {
  char bytes[16];
  unlock();
  __builtin_memcpy(bytes, k, sizeof bytes);
  lock();
  return use(bytes);
}
void stores(struct key *to) {
  struct key local = {"mine"};
  __builtin_memcpy(to, &local, sizeof local); // expected-warning {{write to domain 'key'}}
}
char bytes_of[16];
void copies_local(void) {
  struct key local = {"mine"};
  __builtin_memcpy(bytes_of, &local, sizeof local);
}

// To whom the secret belongs is what callers decide.
static void copies_to(char *to, const struct key *from) {
  __builtin_memcpy(to, from, 16); // expected-warning {{read of domain 'key' with no guard}}
}
void to_local(void) {
  char bytes[16];
  copies_to(bytes, &the_key);
  use(bytes);
}
static void copies_mine(char *to, const struct key *from) {
  __builtin_memcpy(to, from, 16);
}
void from_local(char *to) {
  struct key local = {"mine"};
  copies_mine(to, &local);
}
