/* Intent: code that Clang refuses is refused by Clang's errors, without more ado. */
// RUN: not %kpkeys-pku -fsyntax-only -ferror-limit=0 %s 2>&1 | FileCheck %s
// RUN: not %kpkeys-pku -x c++ -fsyntax-only -ferror-limit=0 %s 2>&1 | FileCheck %s
// CHECK-NOT: Stack dump
struct cred { int uid; } __attribute__((kpkeys_protected("protected")));

void f(struct cred *c) {
  *undeclared = 1;
  undeclared->x = 2;
  undeclared[1]++;
  c->none = 3;
  *c->none = 3;
  (*c->none).x += 3;
  __builtin_memset(undeclared, 0, 3);
  int *p = &undeclared->x;
  int *q = &c->none->x;
  (void)(undeclared == p), (void)(undeclared - q);
  __atomic_store_n(&undeclared->x, 1, 0);
  asm volatile("" : "+m"(undeclared->x) : "r"(undeclared));
}
int *at_file_scope = &undeclared->x;
// CHECK: [[# @LINE + 1]]:{{.*}}: error:
int last = undeclared;
