// Intent: completeness.py says of each instruction that wrote protected data
// whether its domain is open there on every path, and counts the windows.
// RUN: %clang -O2 -c %s -o %t.o -fplugin=%plugin \
// RUN:   -fplugin-arg-kpkeys-target=pks -fplugin-arg-kpkeys-policy=%S/Inputs/linux.yaml
// RUN: llvm-objdump -d --no-show-raw-insn %t.o > %t.s
// RUN: sed -n 's/^ *\([0-9a-f]*\):.*, 0x8(%rdi)$/kpkeys sites: f+0x\1\/0x99 ffffffff81000000 cred    3/p' %t.s > %t.log
// RUN: sed -n 's/^ *\([0-9a-f]*\):.*, 0x10(%rdi)$/kpkeys sites: f+0x\1\/0x99 ffffffff81000000 cred    1/p' %t.s >> %t.log
// RUN: %python %src/tools/linux/count/completeness.py --llvm-major %llvm_major --report kpkeys-report --log %t.log %t.o | FileCheck %s
// CHECK: f cred 1 1 0 2 0 0
// CHECK: static: cred: 1 functions, 1 windows (1 direct, 0 through inline helpers), 2 stores, 0 asm, 0 calls
// CHECK: completeness: pgtable: 0 of 0
// CHECK: completeness: cred: 2 of 2 writers that ran are in windows
//
// A writer before the window, one of another domain, one nobody knows.
// RUN: sed -n 's/^ *\([0-9a-f]*\):.*, (%rsi)$/kpkeys sites: f+0x\1\/0x99 ffffffff81000000 cred    7/p' %t.s > %t.bad.log
// RUN: sed -n 's/^ *\([0-9a-f]*\):.*, 0x8(%rdi)$/kpkeys sites: f+0x\1\/0x99 ffffffff81000000 pgtable    1/p' %t.s >> %t.bad.log
// RUN: echo 'kpkeys sites: g+0x0/0x99 ffffffff81000000 cred    1 from h+0x5/0x9' >> %t.bad.log
// RUN: not %python %src/tools/linux/count/completeness.py --llvm-major %llvm_major --report kpkeys-report --log %t.bad.log %t.o | FileCheck %s --check-prefix=BAD
// BAD: not covered: cred written by f+0x{{.*}}, 7 times: no window is open there
// BAD: not covered: cred written by g+0x0 from h+0x5, 1 times: no function h in the files
// BAD: not covered: pgtable written by f+0x{{.*}}, 1 times: no window is open there
// BAD: completeness: cred: 0 of 2
//
// An empty list is no success.
// RUN: echo nothing > %t.empty.log
// RUN: not %python %src/tools/linux/count/completeness.py --report kpkeys-report --log %t.empty.log %t.o 2>&1 | FileCheck %s --check-prefix=EMPTY
// EMPTY: error: the console lists no writers
struct cred {
  long usage, uid, gid;
} __attribute__((kpkeys_protected("cred")));

void f(struct cred *c, long *other, long id) {
  *other = id;
  c->uid = id;
  c->gid = id;
}
