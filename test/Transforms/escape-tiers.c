/* Intent: kpkeys_escape decides how what leaves in a function's own text is
 * reported, against the option, and whether the text stays there, is inlined
 * (with another tier around it), or is cloned for marked parameters. */
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -O0 -emit-obj -o %t.o -verify=both,plain %s
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -O2 -emit-obj -o %t.o -verify=both,plain %s
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -O2 -debug-info-kind=limited -emit-obj -o %t.o -verify=both,plain %s
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -O2 -plugin-arg-kpkeys escape=allow -emit-obj -o %t.o -verify=both %s

struct record { int a; int b[4]; } __attribute__((kpkeys_protected("protected")));
void unknown(int *);
#define ESCAPE(tier) __attribute__((kpkeys_escape(tier)))
#define NOINLINE __attribute__((noinline))
#define INLINE static inline __attribute__((always_inline))

void plain(struct record *r) {
  unknown(&r->a); // plain-warning {{is passed to 'unknown'}}
}
ESCAPE("allow") void quiet(struct record *r) { unknown(&r->a); }
ESCAPE("warn") void warned(struct record *r) {
  unknown(&r->a); // both-warning {{is passed to 'unknown'}}
}
ESCAPE("error") void refused(struct record *r) {
  unknown(&r->a); // both-error {{is passed to 'unknown'}}
}

// Inlined, each keeps its own.
INLINE ESCAPE("error") void refused_inline(struct record *r) {
  unknown(&r->b[1]); // both-error {{is passed to 'unknown'}}
}
INLINE ESCAPE("allow") void quiet_inline(struct record *r) {
  unknown(&r->b[2]);
}
INLINE void plain_inline(struct record *r) {
  unknown(&r->b[3]); // plain-warning {{is passed to 'unknown'}}
}
ESCAPE("allow") void quiet_outside(struct record *r) {
  unknown(&r->a);
  refused_inline(r);
  plain_inline(r);
}
void plain_outside(struct record *r) { quiet_inline(r); }

// Cloned: the parameter is marked.
NOINLINE static ESCAPE("allow") void quiet_clone(int *p) { unknown(p); }
NOINLINE static ESCAPE("error") void refused_clone(int *p) {
  unknown(p); // both-error {{is passed to 'unknown'}} both-note@*:* 1+ {{escape-tiers.c:}}
}
void calls_clones(struct record *r) {
  quiet_clone(&r->a);
  refused_clone(&r->a);
}

// Cloned and then inlined.
static ESCAPE("allow") void quiet_once(int *p) { unknown(p + 1); }
static ESCAPE("error") void refused_once(int *p) {
  unknown(p + 1); // both-error {{is passed to 'unknown'}}
}
void calls_once(struct record *r) {
  quiet_once(&r->a);
  refused_once(&r->a);
}
