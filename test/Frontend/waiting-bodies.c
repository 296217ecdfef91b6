/* Intent: a static inline function is rewritten if code is generated for it,
 * however it is referred to, before or after its definition; one without code is
 * left alone. */
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -O0 -plugin-arg-kpkeys windows=per-access -Rpass=kpkeys -emit-obj -o %t.o -verify %s
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -ast-print %s | FileCheck %s
struct cred { int uid; } __attribute__((kpkeys_protected("protected")));

// CHECK-LABEL: void unused(
// CHECK-NOT: kpkeys_mark
static inline void unused(struct cred *c) { c->uid = 1; }
static inline void by_unused(struct cred *c) { c->uid = 1; }
static inline void also_unused(struct cred *c) { by_unused(c); }

// CHECK-LABEL: void called(
// CHECK: kpkeys_mark
static inline void called(struct cred *c) { c->uid = 1; } // expected-remark {{window at level}}
static inline void chained(struct cred *c) { c->uid = 1; } // expected-remark {{window at level}}
static inline void chain(struct cred *c) { chained(c); }
static inline void in_table(struct cred *c) { c->uid = 1; } // expected-remark {{window at level}}
static inline void in_local_table(struct cred *c) { c->uid = 1; } // expected-remark {{window at level}}
static inline void at_cleanup(struct cred **c) { (*c)->uid = 1; } // expected-remark {{window at level}}
static inline void declared_first(struct cred *c);
static inline int in_array_size(struct cred *c) { return c->uid = 1; } // expected-remark {{window at level}}

static inline void aliased(struct cred *c) { c->uid = 1; } // expected-remark {{window at level}}
void another_name(struct cred *c) __attribute__((alias("aliased")));
void early_name(struct cred *c) __attribute__((alias("aliased_later")));
static inline void aliased_later(struct cred *c) { c->uid = 1; } // expected-remark {{window at level}}
static inline void labelled(struct cred *c) { c->uid = 1; } // expected-remark {{window at level}}
void by_label(struct cred *c) __asm__("labelled");
void by_early_label(struct cred *c) __asm__("labelled_later");
static inline __attribute__((used)) void kept(struct cred *c) { c->uid = 1; } // expected-remark {{window at level}}
static inline void by_builtin(struct cred *c) { c->uid = 1; } // expected-remark {{window at level}}
static inline unsigned long strcspn(const char *s, const char *without) {
  by_builtin((struct cred *)0);
  return 0;
}
extern inline __attribute__((gnu_inline)) void elsewhere(struct cred *c) { c->uid = 1; } // unused at -O0

void (*const table[])(struct cred *) = {in_table};

void f(struct cred *c, int n) {
  static void (*const local[])(struct cred *) = {in_local_table};
  struct cred *cleaned __attribute__((cleanup(at_cleanup))) = c;
  called(c);
  chain(c);
  local[n](c);
  by_label(c);
  by_early_label(c);
  declared_first(c);
  elsewhere(c);
  int array[in_array_size(c)];
  (void)array;
}
unsigned long g(const char *s) { return __builtin_strcspn(s, s); }

static inline void declared_first(struct cred *c) { c->uid = 1; } // expected-remark {{window at level}}
static inline void labelled_later(struct cred *c) { c->uid = 1; } // expected-remark {{window at level}}
