//===- Poe.cpp - AArch64 permission overlays: POR_EL0, POR_EL1, POR_EL2 ---===//
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
#include "llvm/IR/IRBuilder.h"

using namespace llvm;

namespace kpkeys {

static std::string immediate(uint64_t Value) {
  return "#" + hexImmediate(Value);
}

/// A run of ones, and its complement, is always a valid immediate of AND and
/// ORR; an arbitrary mask is not.
static std::string changeFields(RegisterChange Fields) {
  std::string Text;
  for (uint64_t Run : runsOfOnes(Fields.Clear))
    Text += "and $0, $0, " + immediate(~Run) + "\n\t";
  for (uint64_t Run : runsOfOnes(Fields.Set))
    Text += "orr $0, $0, " + immediate(Run) + "\n\t";
  return Text;
}

static std::string loadConstant(uint64_t Value) {
  std::string Text = "movz $0, " + immediate(Value & 0xffff) + "\n\t";
  for (unsigned Shift = 16; Shift < 64; Shift += 16)
    if (uint64_t Part = Value >> Shift & 0xffff)
      Text += "movk $0, " + immediate(Part) + ", lsl #" +
              std::to_string(Shift) + "\n\t";
  return Text;
}

static void emitPoe(IRBuilderBase &B, const LevelChange &Change,
                    const std::string &Reg) {
  std::string Text = Change.owned() ? loadConstant(Change.value())
                                    : "mrs $0, " + Reg + "\n\t" +
                                          changeFields(Change.fields());
  Text += "msr " + Reg + ", $0\n\tisb";
  emitSwitch(B, Change, Text, "=&r,~{memory}", B.getInt64Ty());
}

static Value *readPoe(IRBuilderBase &B, StringRef Register) {
  return emitAsm(B, "// kpkeys: read\n\tmrs $0, " + Register.str(),
                 "=r,~{memory}", B.getInt64Ty());
}

/// The difference to what is there, of the fields that are put back, is added
/// to it: what else is in \p Saved, which may have been in memory, does not
/// matter.
static void restorePoe(IRBuilderBase &B, const LevelChange &Change,
                       StringRef Register, Value *Saved) {
  std::string Reg = Register.str();
  std::string Text = "mrs $0, " + Reg + "\n\teor $1, $0, $2\n\t";
  for (uint64_t Run : runsOfOnes(~Change.restored()))
    Text += "and $1, $1, #" + hexImmediate(~Run) + "\n\t";
  Text += "eor $0, $0, $1\n\tmsr " + Reg + ", $0\n\tisb";
  Type *Int = B.getInt64Ty();
  emitSwitch(B, Change, Text, "=&r,=&r,r,~{memory}", StructType::get(Int, Int),
             {Saved});
}

#define KPKEYS_POE(EL, Register)                                               \
  void emitPoeEl##EL(IRBuilderBase &B, const LevelChange &Change, Zeros &) {   \
    emitPoe(B, Change, Register);                                              \
  }                                                                            \
  Value *readPoeEl##EL(IRBuilderBase &B) { return readPoe(B, Register); }      \
  void restorePoeEl##EL(IRBuilderBase &B, const LevelChange &Change,           \
                        Value *Saved) {                                        \
    restorePoe(B, Change, Register, Saved);                                    \
  }
KPKEYS_POE(0, "S3_3_C10_C2_4")
KPKEYS_POE(1, "S3_0_C10_C2_4")
KPKEYS_POE(2, "S3_4_C10_C2_4")
#undef KPKEYS_POE

} // namespace kpkeys
