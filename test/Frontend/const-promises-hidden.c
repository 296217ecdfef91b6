/* Intent: const is dropped, too, by a function that is called as a cleanup, or under
 * another name, by one of several versions, through a pointer to a block, by asm that
 * gives back a pointer, by a union whose other view lies deeper or in smaller parts, and
 * by a larger integer; what they are given is marked. A label that is a function of
 * another file is believed, and so is a union that has no other view. */
// RUN: %kpkeys-pku -O0 -w -fblocks -S -emit-llvm -Xclang -disable-llvm-passes %s -o - | FileCheck %s
struct cred { int uid; } __attribute__((kpkeys_protected("protected")));

static void done(const int **p) { **(int **)p = 1; }
// CHECK-LABEL: define {{.*}}@by_cleanup(
// CHECK: @__kpkeys_mark
void by_cleanup(struct cred *c) { const int *p __attribute__((cleanup(done))) = &c->uid; (void)p; }

void real(const int *p) { *(int *)p = 1; }
void other(const int *p) __attribute__((alias("real")));
// CHECK-LABEL: define {{.*}}@by_alias(
// CHECK: @__kpkeys_mark
void by_alias(struct cred *c) { other(&c->uid); }

void labelled(const int *p) __asm__("real");
// CHECK-LABEL: define {{.*}}@by_label(
// CHECK: @__kpkeys_mark
void by_label(struct cred *c) { labelled(&c->uid); }

void elsewhere(const int *p) __asm__("unknown");
// CHECK-LABEL: define {{.*}}@believed(
// CHECK-NOT: @__kpkeys_mark
// CHECK: ret void
void believed(struct cred *c) { elsewhere(&c->uid); }

static void (*resolve(void))(const int *) { return real; }
void chosen(const int *p) __attribute__((ifunc("resolve")));
// CHECK-LABEL: define {{.*}}@by_ifunc(
// CHECK: @__kpkeys_mark
void by_ifunc(struct cred *c) { chosen(&c->uid); }

__attribute__((target("default"))) void version(const int *p) { (void)p; }
__attribute__((target("avx2"))) void version(const int *p) { *(int *)p = 1; }
// CHECK-LABEL: define {{.*}}@by_version(
// CHECK: @__kpkeys_mark
void by_version(struct cred *c) { version(&c->uid); }

// CHECK-LABEL: define {{.*}}@by_block(
// CHECK: @__kpkeys_mark
void by_block(struct cred *c, void (^block)(const int *)) { block(&c->uid); }

static void hide(const int *p) {
  unsigned long v;
  __asm__("" : "=r"(v) : "0"(p));
  *(int *)v = 1;
}
// CHECK-LABEL: define {{.*}}@by_asm(
// CHECK: @__kpkeys_mark
void by_asm(struct cred *c) { hide(&c->uid); }

// CHECK-LABEL: define {{.*}}@by_own_asm(
// CHECK: @__kpkeys_mark
void by_own_asm(struct cred *c) {
  const int *p = &c->uid;
  int *q;
  __asm__("" : "=r"(q) : "0"(p));
  *q = 1;
}

union nested { const int *c; struct { int *q; } s; };
static void by_member(const int *p) {
  union nested x = {p};
  *x.s.q = 1;
}
// CHECK-LABEL: define {{.*}}@by_nested(
// CHECK: @__kpkeys_mark
void by_nested(struct cred *c) { by_member(&c->uid); }

union halves { struct { const int *c; } s; unsigned u[2]; };
static void by_parts(const int *p, int **to) {
  union halves x = {{p}};
  __builtin_memcpy(to, x.u, 8);
}
// CHECK-LABEL: define {{.*}}@by_halves(
// CHECK: @__kpkeys_mark
void by_halves(struct cred *c, int **to) { by_parts(&c->uid, to); }

union kinds { const int *c; int n; char s[4]; };
static int by_kind(const int *p) {
  union kinds x = {p};
  return x.n;
}
// CHECK-LABEL: define {{.*}}@of_kinds(
// CHECK-NOT: @__kpkeys_mark
// CHECK: ret i32
int of_kinds(struct cred *c) { return by_kind(&c->uid); }

static void by_integer(const int *p) { *(int *)(__int128)p = 1; }
// CHECK-LABEL: define {{.*}}@by_int128(
// CHECK: @__kpkeys_mark
void by_int128(struct cred *c) { by_integer(&c->uid); }
