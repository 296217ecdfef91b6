//===- Pku.cpp - x86 user mode: RDPKRU/WRPKRU -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   shared:  rdpkru (EDX = 0)         owned:  movl $value, %eax
//            andl/orl fields, %eax            wrpkru
//            wrpkru
//
// RDPKRU needs ECX = 0 and clears EDX; WRPKRU needs ECX = EDX = 0 and orders
// the memory accesses around it (Intel SDM vol. 2, RDPKRU, WRPKRU). The zeros
// go in and come out of the asm, so that a leave finds those of its enter if
// nothing else wanted the registers. Wherever they are kept they cannot be
// attacked: with anything else there, WRPKRU faults. What is written to PKRU is
// in no register outside the asm.
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

std::string x86PutIntoEax(const LevelChange &Change, StringRef Saved) {
  std::string Register = Saved.str();
  return "xorl %eax, " + Register + "\n\tandl $$" +
         std::to_string(static_cast<int32_t>(Change.restored())) + ", " +
         Register + "\n\txorl " + Register + ", %eax\n\t";
}

void emitPku(IRBuilderBase &B, const LevelChange &Change, Zeros &InPlace) {
  if (InPlace.empty())
    InPlace.assign(Change.owned() ? 2 : 1, B.getInt32(0));
  if (Change.owned()) {
    Type *Int = B.getInt32Ty();
    Value *Out = emitSwitch(B, Change,
                            "movl " + immediate(Change.value()) + "\n\twrpkru",
                            "={ecx},={edx},{ecx},{edx}," KPKEYS_X86_CLOBBERS,
                            StructType::get(Int, Int), InPlace);
    InPlace = {B.CreateExtractValue(Out, 0), B.CreateExtractValue(Out, 1)};
    return;
  }
  InPlace = {emitSwitch(
      B, Change, "rdpkru\n\t" + x86ChangeEax(Change) + "wrpkru",
      "={ecx},{ecx},~{rdx}," KPKEYS_X86_CLOBBERS, B.getInt32Ty(), InPlace)};
}

Value *readPku(IRBuilderBase &B) {
  Value *Low =
      emitAsm(B, "# kpkeys: read\n\trdpkru", "={eax},{ecx},~{rdx},~{memory}",
              B.getInt32Ty(), {B.getInt32(0)});
  return B.CreateZExt(Low, B.getInt64Ty());
}

void restorePku(IRBuilderBase &B, const LevelChange &Change, Value *Saved) {
  Value *Low = B.CreateTrunc(Saved, B.getInt32Ty());
  Value *Zero = B.getInt32(0);
  if (Change.owned()) {
    emitSwitch(B, Change, "wrpkru", "{eax},{ecx},{edx},~{memory}",
               B.getVoidTy(), {Low, Zero, Zero});
    return;
  }
  Type *Int = B.getInt32Ty();
  emitSwitch(B, Change, "rdpkru\n\t" + x86PutIntoEax(Change, "$1") + "wrpkru",
             "={ecx},=r,1,{ecx},~{rdx}," KPKEYS_X86_CLOBBERS,
             StructType::get(Int, Int), {Low, Zero});
}

} // namespace kpkeys
