// Intent: in code that the compiler may evaluate, coverage sees no branch but those
// of the source, and the writes have windows all the same.
// RUN: %kpkeysxx-pku -std=c++20 -O1 -fprofile-instr-generate -fcoverage-mapping -Xclang -dump-coverage-mapping -c %s -o %t.o > %t.out
// RUN: FileCheck %s --implicit-check-not=Branch < %t.out
// RUN: kpkeys-report %t.o | FileCheck %s --check-prefix=WINDOWS
// CHECK-LABEL: put
// CHECK: File 0, {{.*}} -> {{.*}} = #0
// WINDOWS-DAG: put
// WINDOWS-DAG: cred::set

struct __attribute__((kpkeys_protected("protected"))) cred {
  int uid = 0;
  [[gnu::noinline]] constexpr void set(int v) { uid = v; }
};

[[gnu::noinline]] constexpr int put(cred &c, int v) {
  c.uid = v;
  return v;
}

constexpr int evaluated() {
  cred c;
  c.set(1);
  return put(c, 2) + c.uid;
}
static_assert(evaluated() == 4);

void both(cred &c, int v) {
  c.set(v);
  put(c, v);
}
