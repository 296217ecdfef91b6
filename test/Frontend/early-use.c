/* Intent: where a pointer to a type loses that type before the type is known to
 * be protected, that is said once the definition has come. */
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -fsyntax-only -verify %s
struct late;
struct __attribute__((kpkeys_protected("protected"))) early;
struct plain;
void memory(void *p);
void reads(const void *p);
void keeps(struct late *p);

void uses(struct late *p, struct early *e, struct plain *n) {
  memory(p); // expected-warning {{a pointer to 'late' becomes 'void *' before the type is in domain 'protected', and writes through that get no window; declare the type with the attribute above}}
  *(int *)p = 1; // expected-warning {{a pointer to 'late' becomes 'int *' before}}
  unsigned long address = (unsigned long)p; // expected-warning {{a pointer to 'late' becomes 'unsigned long' before}}
  reads(p);
  keeps(p);
  if (p && p != (struct late *)0)
    memory(e);
  memory(n);
  (void)address;
}

struct __attribute__((kpkeys_protected("protected"))) late { int x; }; // expected-note {{the type is in the domain from here on}}
struct early { int x; };
struct plain { int x; };

void after(struct late *p) {
  memory(p);
}
