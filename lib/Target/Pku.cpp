//===- Pku.cpp - x86 user mode: RDPKRU/WRPKRU -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   shared:  xorl %ecx, %ecx          owned:  xorl %ecx, %ecx
//            rdpkru  (EDX = 0)                xorl %edx, %edx
//            andl/orl fields, %eax            movl $value, %eax
//            wrpkru                           wrpkru
//
// RDPKRU needs ECX = 0 and clears EDX; WRPKRU needs ECX = EDX = 0 and orders
// the memory accesses around it (Intel SDM vol. 2, RDPKRU, WRPKRU).
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Target/X86.h"
#include "llvm/ADT/Twine.h"
#include "llvm/IR/IRBuilder.h"

using namespace llvm;

namespace kpkeys {

/// `$$` is how inline asm spells a `$`; x86 immediates are signed.
static std::string immediate(uint64_t Bits) {
  return "$$" + std::to_string(static_cast<int32_t>(Bits)) + ", %eax";
}

std::string x86ChangeEax(const LevelChange &Change) {
  RegisterChange Fields = Change.fields();
  std::string Text;
  if (Fields.Clear)
    Text += "andl " + immediate(~Fields.Clear) + "\n\t";
  if (Fields.Set)
    Text += "orl " + immediate(Fields.Set) + "\n\t";
  return Text;
}

void emitPku(IRBuilderBase &B, const LevelChange &Change) {
  std::string Text = "# " + Change.comment() + "\n\txorl %ecx, %ecx\n\t";
  if (Change.owned())
    Text += "xorl %edx, %edx\n\tmovl " + immediate(Change.value()) + "\n\t";
  else
    Text += "rdpkru\n\t" + x86ChangeEax(Change);
  emitAsm(B, Text + "wrpkru", X86Clobbers, B.getVoidTy());
}

} // namespace kpkeys
