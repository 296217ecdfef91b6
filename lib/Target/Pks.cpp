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
  std::string Text = "# " + Change.comment() + "\n\tmovl $$0x6e1, %ecx\n\t";
  if (Change.owned())
    Text += "xorl %edx, %edx\n\tmovl $$" +
            std::to_string(static_cast<int32_t>(Change.value())) + ", %eax\n\t";
  else
    Text += "rdmsr\n\t" + x86ChangeEax(Change);
  emitAsm(B, Text + "wrmsr", "~{rcx},~{rdx}," KPKEYS_X86_CLOBBERS,
          B.getVoidTy());
}

} // namespace kpkeys
