//===- Amr.cpp - PowerPC64 user mode: the Authority Mask Register ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   shared:  mfspr x, 13              owned:  lis/ori/sldi/oris/ori x, value
//            li t, 0; rldimi x, t     isync
//            li t, -1; rldimi x, t    mtspr 13, x
//            isync                    isync
//            mtspr 13, x
//            isync
//
// RLDIMI puts a run of bits of one register into another: zeros for what the
// level gains, since a bit denies, and ones for what it gives up. The ISYNCs
// stand around the write as in Linux and in the C library's pkey_set: accesses
// before it see the old value, those after it the new one.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Target/LevelChange.h"
#include "llvm/ADT/bit.h"
#include "llvm/IR/IRBuilder.h"

using namespace llvm;

namespace kpkeys {

/// Fills the bits of \p Mask in $0 with \p Fill, 0 or -1.
static std::string insert(uint64_t Mask, StringRef Fill) {
  if (!Mask)
    return "";
  std::string Text = ("li $1, " + Fill + "\n\t").str();
  for (uint64_t Run : runsOfOnes(Mask))
    Text += "rldimi $0, $1, " + std::to_string(countr_zero(Run)) + ", " +
            std::to_string(countl_zero(Run)) + "\n\t";
  return Text;
}

static std::string changeFields(RegisterChange Fields) {
  return insert(Fields.Clear, "0") + insert(Fields.Set, "-1");
}

static std::string loadConstant(uint64_t Value) {
  auto Or = [Value](StringRef Instruction, unsigned Shift) {
    uint64_t Part = Value >> Shift & 0xffff;
    if (!Part)
      return std::string();
    return (Instruction + " $0, $0, ").str() + std::to_string(Part) + "\n\t";
  };
  return "lis $0, " + std::to_string(static_cast<int16_t>(Value >> 48)) +
         "\n\t" + Or("ori", 32) + "sldi $0, $0, 32\n\t" + Or("oris", 16) +
         Or("ori", 0);
}

void emitAmr(IRBuilderBase &B, const LevelChange &Change, Zeros &) {
  std::string Text = Change.owned()
                         ? loadConstant(Change.value())
                         : "mfspr $0, 13\n\t" + changeFields(Change.fields());
  Type *Int = B.getInt64Ty();
  emitSwitch(B, Change, Text + "isync\n\tmtspr 13, $0\n\tisync",
             "=&r,=&r,~{memory}", StructType::get(Int, Int));
}

Value *readAmr(IRBuilderBase &B) {
  return emitAsm(B, "# kpkeys: read\n\tmfspr $0, 13", "=r,~{memory}",
                 B.getInt64Ty());
}

/// As on AArch64: the difference, of the fields that are put back, is added.
void restoreAmr(IRBuilderBase &B, const LevelChange &Change, Value *Saved) {
  Type *Int = B.getInt64Ty();
  emitSwitch(B, Change,
             "mfspr $0, 13\n\txor $0, $0, $2\n\t" +
                 insert(~Change.restored(), "0") +
                 "mfspr $1, 13\n\txor $0, $0, $1\n\tisync\n\tmtspr 13, "
                 "$0\n\tisync",
             "=&r,=&r,r,~{memory}", StructType::get(Int, Int), {Saved});
}

} // namespace kpkeys
