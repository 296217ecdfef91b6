//===- Poe.cpp - AArch64 permission overlays: POR_EL0, POR_EL1 ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   shared:  mrs  x, POR_ELn          owned:  movz/movk x, #value
//            and/orr x, x, #fields            msr  POR_ELn, x
//            msr  POR_ELn, x                  isb
//            isb
//
// The ISB is the context synchronisation after which the new overlay applies
// (Arm ARM, POR_EL1). The registers are spelled by encoding, so that any
// assembler takes them.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Target/LevelChange.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace kpkeys {

/// The runs of ones in \p Mask. A run, and its complement, is always a valid
/// immediate of AND and ORR; an arbitrary mask is not.
static SmallVector<uint64_t, 8> runsOfOnes(uint64_t Mask) {
  SmallVector<uint64_t, 8> Runs;
  while (Mask) {
    uint64_t Low = Mask & -Mask;
    uint64_t Run = Mask & ~(Mask + Low);
    Runs.push_back(Run);
    Mask &= ~Run;
  }
  return Runs;
}

static std::string hexImmediate(uint64_t Value) {
  return "#0x" + utohexstr(Value, /*LowerCase=*/true);
}

static std::string changeFields(RegisterChange Fields) {
  std::string Text;
  for (uint64_t Run : runsOfOnes(Fields.Clear))
    Text += "and $0, $0, " + hexImmediate(~Run) + "\n\t";
  for (uint64_t Run : runsOfOnes(Fields.Set))
    Text += "orr $0, $0, " + hexImmediate(Run) + "\n\t";
  return Text;
}

static std::string loadConstant(uint64_t Value) {
  std::string Text = "movz $0, " + hexImmediate(Value & 0xffff) + "\n\t";
  for (unsigned Shift = 16; Shift < 64; Shift += 16)
    if (uint64_t Part = Value >> Shift & 0xffff)
      Text += "movk $0, " + hexImmediate(Part) + ", lsl #" +
              std::to_string(Shift) + "\n\t";
  return Text;
}

void emitPoe(IRBuilderBase &B, const LevelChange &Change, StringRef Register) {
  std::string Reg = Register.str();
  std::string Text = "// " + Change.comment() + "\n\t";
  Text += Change.owned()
              ? loadConstant(Change.value())
              : "mrs $0, " + Reg + "\n\t" + changeFields(Change.fields());
  Text += "msr " + Reg + ", $0\n\tisb";
  emitAsm(B, Text, "=&r,~{memory}", B.getInt64Ty());
}

} // namespace kpkeys
