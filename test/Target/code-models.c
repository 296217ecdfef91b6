/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Intent: code models and flags that this machine cannot run compile with
 * windows, at the places where they are without the flag. */
// DEFINE: %{cc} = %clang -fplugin=%plugin -O2 -I%include -S -o - %s
// DEFINE: %{x86} = %{cc} --target=x86_64-linux-gnu -fplugin-arg-kpkeys-target=pks
// DEFINE: %{arm} = %{cc} --target=aarch64-linux-gnu -fplugin-arg-kpkeys-target=poe-el1
// RUN: %{x86} -mcmodel=kernel -mno-red-zone -fno-pic | FileCheck %s --check-prefix=X86
// RUN: %{x86} -mcmodel=large | FileCheck %s --check-prefix=X86
// RUN: %{x86} -mno-sse -mno-mmx -msoft-float | FileCheck %s --check-prefix=X86
// RUN: %{arm} -fsanitize=shadow-call-stack -ffixed-x18 | FileCheck %s --check-prefixes=ARM,SCS
// RUN: %{arm} -fsanitize=kernel-hwaddress | FileCheck %s --check-prefix=HWASAN
// RUN: %{arm} -mbranch-protection=standard -mgeneral-regs-only | FileCheck %s --check-prefix=ARM
// RUN: %{arm} -moutline-atomics -mcmodel=tiny -fno-pic | FileCheck %s --check-prefix=ARM
#include <kpkeys.h>

struct __kpkeys_protected("protected") cred {
  int uid;
  int groups[4];
};
struct cred init_cred;
void work(void);

// X86-LABEL: {{^}}change:
// X86: wrmsr
// X86-NOT: {{call|wrmsr}}
// X86: movl $1, {{.*}}
// X86-NOT: call
// X86: wrmsr
// X86: call
// X86: wrmsr
// X86-NOT: {{call|wrmsr}}
// X86: movl $2, 4(
// X86-NOT: call
// X86: wrmsr
// X86: ret
// SCS: str x30, [x18], #8
// ARM: msr POR_EL1
// ARM-NEXT: isb
// ARM-NOT: {{bl|msr}}
// ARM: str w{{[0-9]+}}, [x
// ARM-NOT: bl
// ARM: msr POR_EL1
// ARM: bl work
// ARM: msr POR_EL1
// ARM-NEXT: isb
// ARM: str w{{[0-9]+}}, [x{{[0-9]+}}, #4]
// ARM: msr POR_EL1
// SCS: ldr x30, [x18, #-8]!
// ARM: ret
// As with the other sanitizers, the check is in the window: it reads only.
// HWASAN-LABEL: {{^}}change:
// HWASAN: bl work
// HWASAN: msr POR_EL1
// HWASAN-NOT: bl
// HWASAN: str w{{[0-9]+}}, [x
// HWASAN: msr POR_EL1
void change(struct cred *c, int n) {
  init_cred.uid = 1;
  work();
  c->groups[n] = 2;
}
