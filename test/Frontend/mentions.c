/* Intent: a function that mentions protected data in one place only, be it inside
 * a type, is rewritten; one that does not mention any is left alone, but what it
 * does with const is known. */
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -O0 -fblocks -plugin-arg-kpkeys windows=per-access -Rpass=kpkeys -emit-obj -o %t.o -verify %s
// RUN: %kpkeys-pku -O0 -fblocks -w -S -emit-llvm -Xclang -disable-llvm-passes %s -o - | FileCheck %s
struct cred { int uid; } __attribute__((kpkeys_protected("protected")));
struct cred guarded, *shared;

void in_size(void) {
  (void)sizeof(__typeof__(char[shared->uid = 3])); // expected-remark {{window at level}}
}
int in_cast(void *p) {
  return ((int (*)[shared->uid = 3])p)[1][0]; // expected-remark {{window at level}}
}
void in_typedef(void) {
  typedef int sized[shared->uid = 3]; // expected-remark {{window at level}}
}
void in_pointer_typedef(void) {
  typedef int (*sized)[shared->uid = 3]; // expected-remark {{window at level}}
}
void in_block(void) {
  void (^block)(void) = ^{ shared->uid = 3; }; // expected-remark {{window at level}}
}
void in_parameter(int array[shared->uid = 3]) {} // expected-remark {{window at level}}

// Asked about while it is incomplete.
typedef struct late *late_pointer;
int asks(late_pointer p) { return p != 0; }
struct late { int x; } __attribute__((kpkeys_protected("protected")));
void writes_late(late_pointer p) {
  p->x = 1; // expected-remark {{window at level}}
}

struct lost;
void calls(void *p);
void loses(struct lost *p) {
  calls(p); // expected-warning {{a pointer to 'lost' becomes 'void *' before the type is in domain 'protected'}}
}
struct lost { int x; } __attribute__((kpkeys_protected("protected"))); // expected-note {{the type is in the domain from here on}}

// CHECK-LABEL: define {{.*}}@in_alias(
// CHECK: @__kpkeys_mark
extern int second __attribute__((alias("first")));
int reads_second(void) { return second; }
int first __attribute__((kpkeys_protected("protected")));
void in_alias(void) {
  calls(&second); // expected-warning {{a pointer into domain 'protected' is passed to 'calls'}}
}

// CHECK-LABEL: define {{.*}}@in_list(
// CHECK: @__kpkeys_mark
struct holder { int *p __attribute__((kpkeys_pointee("protected"))); };
struct holder in_list(int *q) {
  return (struct holder){q};
}
// CHECK-LABEL: define {{.*}}@in_call(
// CHECK: @__kpkeys_mark
void receives(int *p __attribute__((kpkeys_pointee("protected"))));
void in_call(int *q) {
  receives(q);
}
// CHECK-LABEL: define {{.*}}@after_redeclaration(
// CHECK: @__kpkeys_mark
typedef int guarded_int __attribute__((kpkeys_protected("protected")));
void takes(int *p);
void before_redeclaration(int *q) {
  takes(q);
}
void redeclares(void) {
  void takes(guarded_int *p);
}
void after_redeclaration(int *q) {
  takes(q);
}
void *looks_up(const char *name);
int *gives(void) __attribute__((kpkeys_pointee("protected")));
void in_typeof(void) {
  __typeof__(gives) *f = looks_up("gives"); // expected-warning {{the address of 'gives' is taken}}
  *f() = 1;
}
// CHECK-LABEL: define {{.*}}@in_result(
// CHECK: @__kpkeys_mark
int *in_result(int *q) __attribute__((kpkeys_pointee("protected")));
int *in_result(int *q) {
  return q;
}
// CHECK-LABEL: define {{.*}}@in_array_parameter(
// CHECK: @__kpkeys_mark
typedef int row[1] __attribute__((kpkeys_protected("protected")));
void in_array_parameter(row r) {
  calls(r); // expected-warning {{a pointer into domain 'protected' is passed to 'calls'}}
}

// Neither mentions any.
// CHECK-LABEL: define {{.*}}@scribbles(
// CHECK-NOT: @__kpkeys_mark
// CHECK-LABEL: define {{.*}}@visits(
// CHECK: @__kpkeys_mark
static void scribbles(const void *p) {
  *(int *)p = 1;
}
void (*table[])(const void *) = {scribbles};
void visits(void (*visitor)(const void *), struct cred *c) {
  visitor(&c->uid); // expected-warning {{a pointer into domain 'protected' is passed to an indirect callee}}
}
const int *gets(void) {
  return &guarded.uid; // expected-warning {{a pointer to const into domain 'protected' may be the result of 'gets', whose const this file casts away}}
}
void drops_result(void) {
  *(int *)gets() = 1;
}
