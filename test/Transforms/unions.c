/* Intent: what needs two domains at once is an error, unless `unions: allow`
 * adds a level for it. The sequence at that level opens both pkeys and closes
 * both; the policy record lists the level. */
// RUN: rm -rf %t && mkdir %t
// RUN: not %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-secrets.yaml -O2 -S %s -o /dev/null 2>&1 | FileCheck %s --check-prefix=FORBID
// RUN: cat %inputs/policies/two-secrets.yaml > %t/allow.yaml
// RUN: echo "unions: allow" >> %t/allow.yaml
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%t/allow.yaml -O0 -S %s -o - | FileCheck %s
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%t/allow.yaml -O2 -S %s -o - | FileCheck %s

#ifdef TURNS
struct red {
  int value;
} __attribute__((kpkeys_protected("red")));
struct blue {
  int value;
} __attribute__((kpkeys_protected("blue")));
// TURNS: remark: {{.*}}2 switch places between levels '{{red|blue}}' and '{{red|blue}}' would not be here if one level permitted both: declare one, or 'unions: allow'
void turns(volatile struct red *r, volatile struct blue *b) {
  r->value = 1;
  b->value = 2;
  r->value = 3;
}
#else
struct A {
  char bytes[64];
} __attribute__((kpkeys_protected("a")));
struct B {
  char bytes[64];
} __attribute__((kpkeys_protected("b")));

void copy(struct A *to, const struct B *from) {
  __builtin_memcpy(to, from, 64);
}
#endif

// FORBID: {{.*}}unions.c:[[@LINE-4]]:{{[0-9]+}}: error: {{.*}}no level of policy {{.*}}two-secrets.yaml

// CHECK-LABEL: copy:
// CHECK: # kpkeys: enter a+b
// CHECK: rdpkru
// CHECK-NEXT: andl $-61, %eax
// CHECK-NEXT: wrpkru
// CHECK: # kpkeys: leave a+b
// CHECK: rdpkru
// CHECK-NEXT: orl $60, %eax
// CHECK-NEXT: wrpkru
// CHECK: __kpkeys_policy.pku.
// CHECK: a+b

// What a level for both would save is said, if there is none.
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -DTURNS -O2 -g -Rpass-missed=kpkeys -S %s -o /dev/null 2>&1 | FileCheck %s --check-prefix=TURNS
// RUN: cat %inputs/policies/two-domains.yaml > %t/turns.yaml
// RUN: echo "unions: allow" >> %t/turns.yaml
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%t/turns.yaml -DTURNS -O2 -g -Rpass-missed=kpkeys -S %s -o - 2>&1 | FileCheck %s --check-prefix=UNION --implicit-check-not='would not be here'
// UNION: enter blue+red
