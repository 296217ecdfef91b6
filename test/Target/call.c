/* Intent: targets call and sim put calls into the runtime around a write, with
 * the level's number going in and the default level's (0) coming out, and no
 * key register instruction. A function that writes nothing protected calls
 * nothing. */
// RUN: split-file %s %t
// RUN: %kpkeys-call -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -O2 -S %t/code.c -o - | %code | grep -v APP | FileCheck %s
// RUN: %kpkeys-sim -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -O2 -S %t/code.c -o - | %code | grep -v APP | FileCheck %s
// RUN: %kpkeys-call --target=aarch64-linux-gnu -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -O2 -S %t/code.c -o - | %code | grep -v APP | FileCheck %s --check-prefix=A64
// RUN: %kpkeys-sim -fplugin-arg-kpkeys-policy=%inputs/policies/two-domains.yaml -O2 -c %t/code.c -o %t/sim.o
// RUN: llvm-objdump -dr --no-show-raw-insn --no-leading-addr %t/sim.o | FileCheck %s --check-prefix=OBJ

//--- code.c
struct red { int a; } __attribute__((kpkeys_protected("red")));
struct blue { int a; } __attribute__((kpkeys_protected("blue")));
struct plain { int a; };
void write_red(struct red *r, int value) { r->a = value; }
void write_blue(struct blue *r, int value) { r->a = value; }
void write_plain(struct plain *r, int value) { r->a = value; }

// Levels count from default, then by name: blue is 1, red is 2.
// CHECK-LABEL: write_red:
// CHECK-NOT:   {{pkru|msr}}
// CHECK:       movl $2, %edi
// CHECK-NEXT:  callq __kpkeys_enter
// CHECK-NEXT:  movl %{{[a-z]+}}, (%{{[a-z0-9]+}})
// CHECK-NEXT:  xorl %edi, %edi
// CHECK-NEXT:  callq __kpkeys_leave
// CHECK-NOT:   callq
// CHECK-LABEL: write_blue:
// CHECK:       movl $1, %edi
// CHECK-NEXT:  callq __kpkeys_enter
// CHECK-NEXT:  movl %{{[a-z]+}}, (%{{[a-z0-9]+}})
// CHECK-NEXT:  xorl %edi, %edi
// CHECK-NEXT:  callq __kpkeys_leave
// CHECK-LABEL: write_plain:
// CHECK-NOT:   call
// CHECK:       .Lfunc_end

// A64-LABEL: write_red:
// A64:       mov w0, #2
// A64:       bl __kpkeys_enter
// A64-DAG:   str w{{[0-9]+}}, [x{{[0-9]+}}]
// A64-DAG:   mov w0, wzr
// A64:       {{bl?}} __kpkeys_leave

// OBJ-LABEL: <write_red>:
// OBJ:       movl $0x2, %edi
// OBJ-NEXT:  callq
// OBJ-NEXT:  __kpkeys_enter
// OBJ-NEXT:  movl %{{[a-z]+}}, (%{{[a-z0-9]+}})
// OBJ-NEXT:  xorl %edi, %edi
// OBJ-NEXT:  callq
// OBJ-NEXT:  __kpkeys_leave
// OBJ-LABEL: <write_plain>:
// OBJ-NEXT:  movl %esi, (%rdi)
// OBJ-NEXT:  retq
