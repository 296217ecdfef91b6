/* Intent: with interrupts: masked a window masks them before it opens and puts
 * back what was after it closes, once for a window that is opened at one place
 * and closed at several; a function at a required level leaves them alone. */
// RUN: rm -rf %t && mkdir %t
// RUN: cat %inputs/policies/two-domains.yaml > %t/masked.yaml
// RUN: echo "interrupts: masked" >> %t/masked.yaml
// RUN: %kpkeys-pks -fplugin-arg-kpkeys-policy=%t/masked.yaml -O2 -c %s -o %t/x86.o
// RUN: llvm-objdump -d --no-leading-addr --no-show-raw-insn %t/x86.o | FileCheck %s --check-prefix=X86
// RUN: %kpkeys-poe-el1 -fplugin-arg-kpkeys-policy=%t/masked.yaml -O2 -c %s -o %t/arm.o
// RUN: llvm-objdump -d --no-leading-addr --no-show-raw-insn %t/arm.o | FileCheck %s --check-prefix=ARM
// RUN: %kpkeys-pks -fplugin-arg-kpkeys-policy=%t/masked.yaml -O0 -c %s -o %t/x86-O0.o
// RUN: kpkeys-verify %t/x86.o %t/arm.o %t/x86-O0.o
// RUN: not %kpkeys-pks -DSETJMP -fplugin-arg-kpkeys-policy=%t/masked.yaml -O2 -c %s -o /dev/null 2>&1 | FileCheck %s --check-prefix=SETJMP --implicit-check-not=error:
// RUN: not %kpkeys-poe-el0 -fplugin-arg-kpkeys-policy=%t/masked.yaml -O2 -c %s -o /dev/null 2>&1 | FileCheck %s --check-prefix=USER --implicit-check-not=error:

#define __kpkeys_protected(d) __attribute__((kpkeys_protected(d)))
#define __kpkeys_requires(l) __attribute__((kpkeys_requires(l)))
struct record { int a, b; } __kpkeys_protected("red");

// X86-LABEL: <one>:
// X86-NEXT: pushfq
// X86-NEXT: popq [[F:%r[a-z0-9]+]]
// X86-NEXT: cli
// X86: wrmsr
// X86-NEXT: movl %esi, (%rdi)
// X86: wrmsr
// X86-NEXT: btl $0x9, %{{e[a-z]+|r[0-9]+d}}
// X86-NEXT: jae {{.*}} <one+[[END:0x[0-9a-f]+]]>
// X86-NEXT: sti
// X86-NEXT: retq
// ARM-LABEL: <one>:
// ARM-NEXT: mrs [[F:x[0-9]+]], DAIF
// ARM-NEXT: msr DAIFSet, #0x3
// ARM: isb
// ARM-NEXT: str w1, [x0]
// ARM: isb
// ARM-NEXT: msr DAIF, [[F]]
// ARM-NEXT: ret
void one(struct record *r, int value) { r->a = value; }

// X86-LABEL: <required>:
// X86-NOT: {{cli|sti|wrmsr}}
// X86-LABEL: <other>:
// ARM-LABEL: <required>:
// ARM-NOT: {{msr|DAIF}}
// ARM-LABEL: <other>:
__kpkeys_requires("red") void required(struct record *r) { r->a = 1; }
void other(void) {}

#ifdef SETJMP
// SETJMP: interrupts-masked.c:[[#@LINE+5]]:{{.*}}error: kpkeys: interrupts: masked: a function that calls setjmp cannot mask interrupts, for a jump into it would not know how they were
int setjmp(void *buffer) __attribute__((returns_twice));
extern void *buffer;
void jumps(struct record *r) {
  if (!setjmp(buffer))
    r->a = 1;
}
#endif
// USER: error: kpkeys: {{.*}}masked.yaml:{{[0-9]+}}:13: interrupts: masked is for kernels whose key register can be read, which target poe-el0 is not for
