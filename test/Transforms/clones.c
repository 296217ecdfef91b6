/* Intent: a remark for each clone says of what, for which parameters and domains,
 * and how large; max-clones bounds them, and says so when the bound is reached.
 * In a link the largest bound of its files counts. */
// DEFINE: %{compile} = %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -c
// RUN: %{compile} -O0 -Rpass=kpkeys %s -o %t.o 2>&1 | FileCheck %s --implicit-check-not="clone of" --implicit-check-not=warning:
// RUN: %{compile} -O2 -Rpass=kpkeys %s -o %t.o 2>&1 | FileCheck %s --implicit-check-not="clone of" --implicit-check-not=warning:
// RUN: %{compile} -O1 -foptimization-record-file=%t.yaml -fsave-optimization-record %s -o %t.o
// RUN: FileCheck %s --check-prefix=YAML < %t.yaml
// RUN: %{compile} -O1 -fplugin-arg-kpkeys-max-clones=1 -Rpass=kpkeys %s -o %t.o 2>&1 | FileCheck %s --check-prefix=BOUND --implicit-check-not="'one', which may"
// RUN: %{compile} -O1 -fplugin-arg-kpkeys-max-clones=2 -Werror %s -o %t.o

// RUN: %{compile} -O1 -flto -fplugin-arg-kpkeys-max-clones=0 %s -o %t.lto.o
// RUN: echo 'struct s { int x; } __attribute__((kpkeys_protected("red"))); void f(struct s *s) { s->x = 1; }' > %t.small.c
// RUN: %{compile} -O1 -flto -fplugin-arg-kpkeys-max-clones=1 %t.small.c -o %t.small.o
// RUN: %kpkeys-link --target=x86_64-linux-gnu -flto -shared %t.lto.o %t.small.o -o %t.so 2>&1 | FileCheck %s --check-prefix=LINK
// RUN: %kpkeys-link --target=x86_64-linux-gnu -flto -shared %t.small.o %t.lto.o -o %t.so 2>&1 | FileCheck %s --check-prefix=LINK

#define NOINLINE static __attribute__((noinline))
struct __attribute__((kpkeys_protected("red"))) red { int a, b; };
struct __attribute__((kpkeys_protected("blue"))) blue { int c; };

NOINLINE void one(int *p) { *p = 1; }
NOINLINE void two(int v, int *p, int *q) { *p = *q = v; }
NOINLINE int reads(int *p) { return *p; }

int all(struct red *r, struct blue *b, int v) {
  one(&r->a);
  one(&r->b);
  two(v, &r->a, &b->c);
  return reads(&r->a);
}
// CHECK-DAG: clones.c:[[# @LINE - 10]]:{{.*}}remark: clone of 'one' for domain 'red' at parameter 1: {{[0-9]+}} instructions
// CHECK-DAG: clones.c:[[# @LINE - 10]]:{{.*}}remark: clone of 'two' for domain 'red' at parameter 2, domain 'blue' at parameter 3: {{[0-9]+}} instructions
// YAML: Name: {{ *}}Clone{{$}}
// YAML: Original: {{ *}}one{{$}}
// YAML: Instructions: {{ *}}'{{[1-9][0-9]*}}'
// BOUND-DAG: clones.c:[[# @LINE - 8]]:{{.*}}warning: kpkeys: more than 1 functions need a clone for marked parameters; the calls from here on are reported as escapes; raise the option max-clones
// BOUND-DAG: clones.c:[[# @LINE - 9]]:{{.*}}warning: kpkeys: a pointer into domain 'red' is passed to 'two', which may
// BOUND-DAG: remark: clone of 'one'
// LINK: more than 1 functions need a clone
