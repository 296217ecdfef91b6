// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: kpkeys-report shows each function's windows, what they hold and what
// splits them, sums, escapes with their cure; the same of objects, archives and
// stripped programs; and its JSON says all of it, so that it reads it back.
//
// RUN: rm -rf %t && mkdir %t && cd %t
// RUN: cp %inputs/../Tools/Inputs/report-cred.c cred.c
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -fplugin-arg-kpkeys-escape=allow -I%include -O2 -g -fsave-optimization-record -c cred.c -o cred.o
// RUN: kpkeys-report cred.o | FileCheck %s --check-prefixes=CHECK,BARE
// RUN: kpkeys-report cred.o --remarks . | FileCheck %s --check-prefixes=CHECK,REMARKS
// RUN: kpkeys-report cred.o --remarks cred.opt.yaml | FileCheck %s --check-prefixes=CHECK,REMARKS
//
// CHECK:      cred.o: target pku, policy two-domains.yaml (digest {{[0-9a-f]+}})
// CHECK-NEXT: 4 functions, 7 windows, {{1[23]}} switches, 7 writes, 0 reads, 0 calls, 2 foreign stores, longest path {{[0-9]+}}
// BARE:       no remarks:
// REMARKS-NOT: no remarks:
// CHECK:      WINDOW {{ *}}SOURCE {{ *}}LEVEL  DOMAINS {{.*}} PATH
// CHECK-NEXT: change_user
// CHECK-NEXT:   window {{ *}}cred.c:21:10  red    red {{ *}}2       1      0      0        0      1     1
// CHECK-NEXT:   window {{ *}}cred.c:23:11  red    red {{ *}}{{[23]}}       2
// CHECK-NEXT: touch
// CHECK-NEXT:   window {{ *}}cred.c:37:53
// CHECK-NEXT: map
// CHECK-NEXT: {{^}}  scope {{ *}}cred.c:41:14  blue {{ *}}2       0      0      0        1
// CHECK-NEXT: {{^}}    window {{ *}}cred.c:42:14  red    red
// CHECK-NEXT: {{^}}  scope {{ *}}cred.c:43:14  blue   blue {{ *}}2       1      0      0        1
// CHECK-NEXT: set_limit
// CHECK-NEXT:   window {{ *}}cred.c:48:35
// CHECK:      LEVEL  WINDOWS  SWITCHES
// CHECK-NEXT: blue         2
// CHECK-NEXT: red          5
// CHECK:      DOMAIN
// CHECK-NEXT: blue         1
// CHECK-NEXT: red          5
// CHECK:      FILE
// CHECK-NEXT: cred.c        7
// BARE-NOT:   What splits
// REMARKS:      What splits windows
// REMARKS-NEXT:   cred.c:22:3: window at level 'red' cannot extend over this call of 'audit_log'
// REMARKS:      Escapes
// REMARKS-NEXT:   cred.c:34:32: a pointer into domain 'red' is passed to 'notify', which may write through it without a window
// REMARKS-NEXT:     cure: make the parameter a pointer to const, a pointer to the protected type, or let the callee be inlined
//
// RUN: kpkeys-report cred.o --remarks . --format=json --output cred.json
// RUN: kpkeys-report cred.json > saved.txt
// RUN: kpkeys-report cred.o --remarks . > direct.txt
// RUN: diff direct.txt saved.txt
// RUN: FileCheck %s --check-prefix=JSON < cred.json
// JSON:     "kpkeys-report": 1,
//
// Without debug information lines are known, but not which are in windows.
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -fplugin-arg-kpkeys-escape=allow -I%include -O2 -c cred.c -o bare.o
// RUN: kpkeys-report bare.o | FileCheck %s --check-prefix=LINES
// LINES: window {{ *}}cred.c:21:10
// RUN: kpkeys-report cred.o --format=json | FileCheck %s --check-prefix=INSIDE
// RUN: kpkeys-report bare.o --format=json | FileCheck %s --check-prefix=OUTSIDE
// INSIDE: "lines": [
// INSIDE-NEXT: 21
// OUTSIDE: "lines": []
// OUTSIDE-NOT: "lines": [{{$}}
//
// Archives, shared objects, and without symbols: functions of one name in two
// files are two.
// RUN: echo '#include <kpkeys.h>' > other.c
// RUN: echo 'struct r { int a; } __kpkeys_protected("red"); static __attribute__((noinline)) void touch(struct r *r) { r->a = 1; }' >> other.c
// RUN: echo 'void other(struct r *r) { touch(r); }' >> other.c
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -fplugin-arg-kpkeys-windows=per-access -I%include -O1 -fPIC -c other.c
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -fplugin-arg-kpkeys-escape=allow -I%include -O2 -g -fPIC -c cred.c -o pic.o
// RUN: %clang -c -x c /dev/null -o plain.o
// RUN: llvm-ar rc both.a pic.o other.o plain.o
// RUN: kpkeys-report both.a | FileCheck %s --check-prefix=ARCHIVE
// ARCHIVE: both.a(pic.o): target pku
// ARCHIVE: both.a(other.o): target pku
// ARCHIVE-NEXT: 5 functions, 8 windows,
// RUN: %clang -shared -nostdlib -o both.so pic.o other.o plain.o
// RUN: kpkeys-report both.so | FileCheck %s --check-prefix=LINKED
// RUN: llvm-strip both.so -o stripped.so --keep-section=kpkeys_windows
// RUN: kpkeys-report stripped.so | FileCheck %s --check-prefix=LINKED
// LINKED: .so: target pku
// LINKED-NEXT: 5 functions, 8 windows,
// LINKED: map
// LINKED-NEXT: scope
// LINKED-NEXT: {{ }}window
// LINKED: FILE
// LINKED-NEXT: cred.c        7
// LINKED-NEXT: other.c       1
