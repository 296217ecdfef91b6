//===- Interrupts.cpp - Windows that no interrupt interrupts --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   x86:  pushfq                AArch64:  mrs x, DAIF
//         popq r                          msr DAIFSet, #3    (IRQ and FIQ)
//         cli
//         ...                             ...
//         btl  $9, r  (IF)                msr DAIF, x
//         jnc  1f
//         sti
//      1:
//
// For kernels that do not save the key register when a window is interrupted.
// The flags are in no memory unless the register allocator spills them; who
// changes them there changes when interrupts come, and no level.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Target/LevelChange.h"
#include "llvm/IR/IRBuilder.h"

using namespace llvm;

namespace kpkeys {

static bool isAArch64(const ModuleConfig &Config) {
  return targetInfo(Config.Target).Arch == Triple::aarch64;
}

Value *maskInterrupts(IRBuilderBase &B, const ModuleConfig &Config) {
  StringRef Text =
      isAArch64(Config)
          ? "// kpkeys: mask interrupts\n\tmrs $0, DAIF\n\tmsr DAIFSet, #3"
          : "# kpkeys: mask interrupts\n\tpushfq\n\tpopq $0\n\tcli";
  return emitAsm(B, Text, "=r,~{memory}", B.getInt64Ty());
}

void unmaskInterrupts(IRBuilderBase &B, const ModuleConfig &Config,
                      Value *Flags) {
  if (isAArch64(Config)) {
    emitAsm(B, "// kpkeys: unmask interrupts\n\tmsr DAIF, $0", "r,~{memory}",
            B.getVoidTy(), {Flags});
    return;
  }
  emitAsm(B,
          "# kpkeys: unmask interrupts\n\tbtl $$9, ${0:k}\n\t"
          "jnc .Lkpkeys_masked${:uid}\n\tsti\n.Lkpkeys_masked${:uid}:",
          "r,~{memory},~{dirflag},~{fpsr},~{flags}", B.getVoidTy(), {Flags});
}

} // namespace kpkeys
