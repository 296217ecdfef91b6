//===- Pks.cpp - x86 supervisor mode: IA32_PKRS ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   shared:  movl $0x6e1, %ecx        owned:  movl $0x6e1, %ecx
//            rdmsr   (EDX = 0)                xorl %edx, %edx
//            andl/orl fields, %eax            movl $value, %eax
//            wrmsr                            wrmsr
//
// The upper half of IA32_PKRS is reserved and reads as 0. WRMSR to it does not
// serialise but is ordered before the memory accesses that follow (Intel SDM
// vol. 3, 4.6.2.4).
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Target/X86.h"
#include "llvm/IR/IRBuilder.h"

using namespace llvm;

namespace kpkeys {

void emitPks(IRBuilderBase &B, const LevelChange &Change, Zeros &) {
  std::string Text = "movl $$0x6e1, %ecx\n\t";
  if (Change.owned())
    Text += "xorl %edx, %edx\n\tmovl $$" +
            std::to_string(static_cast<int32_t>(Change.value())) + ", %eax\n\t";
  else
    Text += "rdmsr\n\t" + x86ChangeEax(Change);
  emitSwitch(B, Change, Text + "wrmsr", "~{rcx},~{rdx}," KPKEYS_X86_CLOBBERS,
             B.getVoidTy());
}

Value *readPks(IRBuilderBase &B) {
  Value *Low = emitAsm(B, "# kpkeys: read\n\tmovl $$0x6e1, %ecx\n\trdmsr",
                       "={eax},~{rcx},~{rdx},~{memory}", B.getInt32Ty());
  return B.CreateZExt(Low, B.getInt64Ty());
}

void restorePks(IRBuilderBase &B, const LevelChange &Change, Value *Saved) {
  Value *Low = B.CreateTrunc(Saved, B.getInt32Ty());
  std::string Text = "movl $$0x6e1, %ecx\n\t";
  if (Change.owned()) {
    emitSwitch(B, Change, Text + "xorl %edx, %edx\n\twrmsr",
               "{eax},~{rcx},~{rdx},~{memory},~{flags}", B.getVoidTy(), {Low});
    return;
  }
  emitSwitch(B, Change,
             Text + "rdmsr\n\t" + x86PutIntoEax(Change, "$0") + "wrmsr",
             "=r,0,~{rcx},~{rdx}," KPKEYS_X86_CLOBBERS, B.getInt32Ty(), {Low});
}

} // namespace kpkeys
