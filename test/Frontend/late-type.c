/* Intent: a variable that is declared before its type is complete is placed, or
 * warned about, once the type says that it is protected. */
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -O0 -S -emit-llvm %s -o - 2>%t.err | FileCheck %s
// RUN: FileCheck %s --check-prefix=ERR --input-file=%t.err
struct late tentative;
static struct late kept;
extern struct late elsewhere;
struct late defined_after;
struct plain unprotected;
struct holder holder;
struct late { int a; } __attribute__((kpkeys_protected("red")));
struct plain { int a; };
struct holder { int open; struct late late; };
struct late defined_after;
int *use(void) { elsewhere.a = 1; kept.a = 2; return 0; }

// CHECK-DAG: @tentative = {{.*}}section "kpkeys_data_red"
// CHECK-DAG: @kept = {{.*}}section "kpkeys_data_red"
// CHECK-DAG: @defined_after = {{.*}}section "kpkeys_data_red"
// CHECK-DAG: @elsewhere = external
// CHECK-DAG: @unprotected = {{.*}}zeroinitializer, align

// ERR: warning: variable 'holder' holds data of domain 'red' but is not in the domain
// ERR-NOT: warning:
