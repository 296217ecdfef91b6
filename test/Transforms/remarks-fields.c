/* Intent: for tools, the remark of a window names the fields that it accesses,
 * counts the accesses to what is not known, and says how often a call switches;
 * that of a split names the function called. None of it is in the message. */
// RUN: %kpkeys-pku -O1 -fsave-optimization-record -foptimization-record-file=%t.yaml -Rpass=kpkeys -Rpass-missed=kpkeys -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=TEXT
// RUN: FileCheck %s < %t.yaml
// RUN: %kpkeys-pku -O0 -fsave-optimization-record -foptimization-record-file=%t.yaml -c %s -o %t.o
// RUN: FileCheck %s --check-prefix=O0 < %t.yaml

#define PROTECTED __attribute__((kpkeys_protected("protected")))
struct record {
  int a;
  long b;
  int array[4];
  struct { short inner; } nested;
} PROTECTED;
int variable PROTECTED;
static long table[4] PROTECTED;
void call(void);

void members(struct record *r, int i) {
  r->a = 1;
  r->b = 2;
  r->array[i] = 3;
  r->nested.inner = 4;
}
void variables(int i) {
  variable = i;
  table[2] = i;
}
void atomics(struct record *r) { __atomic_fetch_add(&r->b, 1, __ATOMIC_RELAXED); }
void loop(struct record *r, int n) {
  for (int i = 0; i < n; i++) {
    call();
    r->a = i;
  }
}
long *read(void) { return table; }

// TEXT: remark: window at level 'protected' for domain 'protected': 4 writes in {{[0-9]+}} instructions, 2 switch places, longest path {{[0-9]+}} [-Rpass=kpkeys]
// TEXT: cannot extend over this call [-Rpass-missed=kpkeys]

// CHECK:      Name: {{ *}}Window{{$}}
// CHECK:      Function: {{ *}}members
// CHECK:        - SwitchesPer1000: '2000'
// CHECK-NEXT:   - Field: {{ *}}'record+0:4'
// CHECK-NEXT:   - Field: {{ *}}'record+32:2'
// CHECK-NEXT:   - Field: {{ *}}'record+8:8'
// CHECK-NEXT:   - OtherAccesses: {{ *}}'1'
// CHECK:      Name: {{ *}}Window{{$}}
// CHECK:      Function: {{ *}}variables
// CHECK:        - Field: {{ *}}'@table+16:8'
// CHECK-NEXT:   - Field: {{ *}}'@variable+0:4'
// CHECK-NOT:    - OtherAccesses
// CHECK:      Name: {{ *}}Window{{$}}
// CHECK:      Function: {{ *}}atomics
// CHECK:        - OtherAccesses: {{ *}}'1'
// CHECK:      Name: {{ *}}Window{{$}}
// CHECK:      Function: {{ *}}loop
// A loop runs more than once.
// CHECK:        - SwitchesPer1000: '{{[0-9][0-9][0-9][0-9][0-9]+}}'
// CHECK-NEXT:   - Field: {{ *}}'record+0:4'
// CHECK:      Name: {{ *}}WindowSplit
// CHECK:        - Callee: {{ *}}call

// Without alias metadata, records are not known, and variables are.
// O0:      Function: {{ *}}members
// O0:        - OtherAccesses
// O0:      Function: {{ *}}variables
// O0:        - Field: {{ *}}'@variable+0:4'
