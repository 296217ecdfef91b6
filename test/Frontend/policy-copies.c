/* Intent: a field that the policy lists under `copies` holds a copy in ordinary
 * memory: it gets no window, its neighbours and the type elsewhere do. In a
 * record that is protected itself the list changes nothing. */
// RUN: rm -rf %t && split-file %s %t
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%t/copies.yaml -O2 -S %t/a.c -o - | %code | FileCheck %t/a.c
// RUN: sed '/^copies/d' %t/copies.yaml > %t/none.yaml
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%t/none.yaml -O2 -S %t/a.c -o - | %code | FileCheck %t/a.c --check-prefix=NONE
// RUN: sed 's/struct fault.orig/orig/' %t/copies.yaml > %t/bad.yaml
// RUN: not %kpkeys-pku -fplugin-arg-kpkeys-policy=%t/bad.yaml -O2 -S %t/a.c -o /dev/null 2>&1 | FileCheck %t/a.c --check-prefix=BAD --implicit-check-not=error:
// RUN: sed 's/, "union /, "struct fault.orig", "union /' %t/copies.yaml > %t/twice.yaml
// RUN: not %kpkeys-pku -fplugin-arg-kpkeys-policy=%t/twice.yaml -O2 -S %t/a.c -o /dev/null 2>&1 | FileCheck %t/a.c --check-prefix=TWICE --implicit-check-not=error:

//--- copies.yaml
pkeys: { default: 0, pgtable: 1 }
levels:
  default: { default: rwx, pgtable: r }
  pgtable: { default: rwx, pgtable: rw }
domains: { pgtable: { pkey: pgtable } }
protect: [{ type: pte_t, domain: pgtable }, { type: "struct guarded", domain: pgtable }]
copies: ["struct fault.orig", "union either.pte", "anon_t.pte", "struct guarded.orig"]

//--- a.c
typedef struct { unsigned long pte; } pte_t;
struct fault { pte_t *pte; union { pte_t orig; long value; }; pte_t other; };
union either { pte_t pte; long value; };
typedef struct { pte_t pte; } anon_t;
struct guarded { pte_t orig; };
struct outer { struct fault fault; };

// CHECK-LABEL: copies:
// CHECK-NOT: kpkeys: enter
// CHECK: retq
// NONE-LABEL: copies:
// NONE: kpkeys: enter
void copies(struct fault *f, union either *e, anon_t *a, struct outer *o) {
  f->orig = *f->pte;
  e->pte.pte = 1;
  a->pte.pte = 2;
  o->fault.orig.pte = 3;
}

// CHECK-LABEL: by_pointer:
// CHECK: kpkeys: enter
void by_pointer(pte_t *p) { p->pte = 1; }

// CHECK-LABEL: neighbour:
// CHECK: kpkeys: enter
void neighbour(struct fault *f) { f->other.pte = 1; }

// CHECK-LABEL: guarded:
// CHECK: kpkeys: enter
void guarded(struct guarded *g) { g->orig.pte = 1; }

// BAD: error: kpkeys: {{.*}}bad.yaml:7:10: 'orig' is not a field; write "struct tag.field", "union tag.field" or the name of a typedef and the field's
// TWICE: error: kpkeys: {{.*}}twice.yaml:7:31: field 'struct fault.orig' is listed twice
