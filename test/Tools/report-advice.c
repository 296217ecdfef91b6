// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: kpkeys-report --advice estimates what switches will cost, by counts in
// either form, names the fields that windows access, and suggests which to move.
// Without debug information, fields have offsets; without counts, each function
// is called once.
//
// RUN: rm -rf %t && mkdir %t && cd %t
// RUN: cp %S/Inputs/report-cred.c cred.c
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -fplugin-arg-kpkeys-escape=allow -I%include -O2 -g -fsave-optimization-record -c cred.c -o cred.o
// RUN: echo '# by hand' > counts
// RUN: echo 'touch 1000' >> counts
// RUN: echo 'build/cred.c:20 10' >> counts
// RUN: kpkeys-report cred.o --remarks . --counts counts --switch-cost 50 | FileCheck %s
// CHECK:      Estimated cost, at 50 cycles a switch: 2040 switches, 102000 cycles
// CHECK-NEXT: FUNCTION {{ *}}SOURCE {{ *}}SWITCHES/CALL  CALLS  SWITCHES  CYCLES  SHARE
// CHECK-NEXT: touch {{ *}}cred.c:37 {{ *}}2   1000      2000  100000   98 %
// CHECK-NEXT: change_user  cred.c:20 {{ *}}4     10        40    2000    2 %
// CHECK-NEXT: map {{ *}}cred.c:39 {{ *}}4      ?         0       0    0 %
// CHECK:      struct cred, 32 bytes: accessed in 4 windows, 2040 switches
// CHECK:        FIELD {{ *}}OFFSET  BYTES  WINDOWS  (ALONE)  SWITCHES  (ALONE)
// CHECK-NEXT:   cred.usage {{ *}}0 {{ *}}4 {{ *}}1 {{ *}}1 {{ *}}0 {{ *}}0{{$}}
// CHECK-NEXT:   cred.uid {{ *}}4 {{ *}}4 {{ *}}1 {{ *}}1 {{ *}}20 {{ *}}20{{$}}
// CHECK-NEXT:   cred.euid {{ *}}12 {{ *}}4 {{ *}}1 {{ *}}0 {{ *}}20 {{ *}}0{{$}}
// CHECK-NEXT:   cred.capabilities {{ *}}16 {{ *}}8 {{ *}}1 {{ *}}0 {{ *}}20 {{ *}}0{{$}}
// CHECK-NEXT:   cred.last_used {{ *}}24 {{ *}}8 {{ *}}1 {{ *}}1 {{ *}}2000 {{ *}}2000{{$}}
// CHECK-NEXT:   split: if cred.last_used needs no protection, move it to a record in ordinary memory: 1 window and 98 % of the switches for struct cred would go; 8 bytes move, 24 stay
// CHECK:      variable limit: accessed in 1 window
// CHECK-NOT:    split
// CHECK:      PAGES OF  FILE {{ *}}BYTES  PADDING
// CHECK-NEXT: red       cred.o {{ *}}4 {{ *}}4092
//
// An LCOV tracefile.
// RUN: echo 'TN:' > lcov.info
// RUN: echo 'SF:/elsewhere/cred.c' >> lcov.info
// RUN: echo 'FN:37,touch' >> lcov.info
// RUN: echo 'FNDA:1000,touch' >> lcov.info
// RUN: echo 'DA:20,10' >> lcov.info
// RUN: echo 'DA:37,1000' >> lcov.info
// RUN: echo 'end_of_record' >> lcov.info
// RUN: kpkeys-report cred.o --remarks . --counts lcov.info --switch-cost 50 | FileCheck %s
//
// RUN: kpkeys-report cred.o --remarks . --advice | FileCheck %s --check-prefix=ONCE
// ONCE: Estimated cost, at 43 cycles a switch: of one call of each function
// ONCE: touch {{ *}}cred.c:37 {{ *}}2      ?         2      86
//
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -fplugin-arg-kpkeys-escape=allow -I%include -O2 -c cred.c -o bare.o
// RUN: kpkeys-report bare.o --remarks . --advice | FileCheck %s --check-prefix=BARE
// BARE: struct cred: accessed in 4 windows
// BARE: cred+24 {{ *}}24 {{ *}}8 {{ *}}1 {{ *}}1
// BARE: no layout: the files have no debug information of it (-g)
// BARE: split: if cred+{{[0-9]+}} needs no protection,
//
// RUN: kpkeys-report cred.o --remarks . --counts counts --format=json | FileCheck %s --check-prefix=JSON
// JSON: "advice": {
// JSON: "move": [
// JSON-NEXT: "cred.last_used"
// RUN: kpkeys-report cred.o --remarks . --counts counts --format=html | FileCheck %s --check-prefix=HTML
// HTML: <h2 id="cost">
// HTML: <b>Split:</b> if cred.last_used needs no protection
