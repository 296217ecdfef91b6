//===- AArch64Operations.cpp - What AArch64 code computes -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// As far as it is followed: constants, addresses, what bounds them. By LLVM's
// names of instructions.
//
//===----------------------------------------------------------------------===//
#include "AArch64.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace kpkeys::verify {

/// N:immr:imms of AND, ORR and EOR of an immediate (Arm ARM,
/// DecodeBitMasks).
static std::optional<uint64_t> logicalImmediate(uint64_t Field, bool Is32) {
  unsigned N = Field >> 12 & 1, Immr = Field >> 6 & 0x3f, Imms = Field & 0x3f;
  unsigned Combined = N << 6 | (~Imms & 0x3f);
  if (Combined == 0)
    return std::nullopt;
  unsigned Length = 31 - static_cast<unsigned>(llvm::countl_zero(Combined));
  unsigned Size = 1u << Length, Levels = Size - 1;
  unsigned Ones = (Imms & Levels) + 1, Rotate = Immr & Levels;
  if (Ones == Size)
    return std::nullopt;
  uint64_t Element = (uint64_t(1) << Ones) - 1;
  uint64_t All = Size == 64 ? ~uint64_t(0) : (uint64_t(1) << Size) - 1;
  if (Rotate)
    Element = (Element >> Rotate | Element << (Size - Rotate)) & All;
  for (; Size < 64; Size *= 2)
    Element |= Element << Size;
  return Is32 ? Element & 0xffffffff : Element;
}

void AArch64::findOperation(const MCInst &Inst, StringRef Name,
                            Instruction &I) const {
  auto Reg = [&](unsigned N) { return numberOf(Inst.getOperand(N)); };
  auto Imm = [&](unsigned N) {
    return N < Inst.getNumOperands() && Inst.getOperand(N).isImm()
               ? static_cast<uint64_t>(Inst.getOperand(N).getImm())
               : 0;
  };
  auto Set = [&](Operation Op, Register Dst, Register Src) {
    I.Op = Op;
    I.Dst = Dst;
    I.Src = Src;
  };
  I.Is32 = Name.contains("W");
  if (Name == "MOVZXi" || Name == "MOVZWi" || Name == "MOVNXi" ||
      Name == "MOVNWi") {
    Set(Operation::Constant, Reg(0), NoRegister);
    I.Immediate = Imm(1) << (Imm(2) & 63);
    if (Name.starts_with("MOVN"))
      I.Immediate = ~I.Immediate;
  } else if (Name == "ADRP" || Name == "ADR") {
    Set(Operation::Constant, Reg(0), NoRegister);
    I.Immediate = Name == "ADR"
                      ? I.Address + Imm(1)
                      : (I.Address & ~uint64_t(0xfff)) + (Imm(1) << 12);
  } else if (Name == "MOVKXi" || Name == "MOVKWi") {
    Set(Operation::Insert, Reg(0), Reg(0));
    I.Immediate = Imm(2);
    I.Shift = Imm(3) & 63;
  } else if ((Name == "SUBSWri" || Name == "SUBSXri") && Reg(0) == NoRegister) {
    Set(Operation::Compare, NoRegister, Reg(1));
    I.Immediate = Imm(2) << (Imm(3) & 63);
  } else if (Name == "ADDXri" || Name == "SUBXri" || Name == "SUBSXri" ||
             Name == "ADDSXri" || Name == "ADDWri" || Name == "SUBWri" ||
             Name == "SUBSWri") {
    Set(Operation::Add, Reg(0), Reg(1));
    I.Immediate = Imm(2) << (Imm(3) & 63);
    if (Name.starts_with("SUB"))
      I.Immediate = 0 - I.Immediate;
  } else if (Name == "ADDG" || Name == "SUBG" || Name == "IRG" ||
             Name == "ADDVL_XXI" || Name == "ADDPL_XXI" ||
             Name == "ADDSVL_XXI" || Name == "ADDSPL_XXI") {
    // A tag, or a size that the machine chooses.
    Set(Operation::Scale, Reg(0), Reg(1));
  } else if (Name.starts_with("ADDXr")) {
    Set(Operation::AddRegister, Reg(0), Reg(1));
    // Shifted to the left by up to 63, or otherwise, or extended.
    bool IsShifted = Name == "ADDXrs" && Imm(3) < 64;
    I.Second = IsShifted ? Reg(2) : OtherRegister;
    I.Shift = IsShifted ? static_cast<uint8_t>(Imm(3)) : 0;
  } else if (Name.starts_with("SUBXr")) {
    Set(Operation::AddRegister, Reg(0), Reg(1));
    I.Second = OtherRegister;
  } else if (Name == "ANDXri" || Name == "ORRXri" || Name == "EORXri" ||
             Name == "ANDWri" || Name == "ORRWri" || Name == "EORWri") {
    std::optional<uint64_t> Mask = logicalImmediate(Imm(2), I.Is32);
    if (!Mask)
      return;
    Set(Name.starts_with("AND")   ? Operation::And
        : Name.starts_with("ORR") ? Operation::Or
                                  : Operation::Xor,
        Reg(0), Reg(1));
    I.Immediate = *Mask;
    if (I.Src == NoRegister) { // MOV of a bit mask
      I.Immediate = Name.starts_with("AND") ? 0 : *Mask;
      I.Op = Operation::Constant;
    }
  } else if (Name == "ORRXrs" || Name == "ORRWrs" || Name == "EORXrs" ||
             Name == "EORWrs" || Name == "ANDXrs" || Name == "ANDWrs") {
    if (Imm(3) != 0)
      return;
    if (Name.starts_with("ORR") && Reg(1) == NoRegister) {
      if (Reg(2) == NoRegister)
        return Set(Operation::Constant, Reg(0), NoRegister);
      return Set(Operation::Copy, Reg(0), Reg(2));
    }
    Set(Name.starts_with("AND")   ? Operation::AndRegister
        : Name.starts_with("ORR") ? Operation::OrRegister
                                  : Operation::XorRegister,
        Reg(0), Reg(1));
    I.Second = Reg(2);
  } else if ((Name == "UBFMXri" || Name == "UBFMWri") && Imm(2) <= Imm(3)) {
    // Shifts to the right, and what cuts a field out.
    Set(Operation::Extract, Reg(0), Reg(1));
    I.Shift = Imm(2) & 63;
    I.Immediate = maskTrailingOnes<uint64_t>((Imm(3) - Imm(2) + 1) & 127);
  } else if (Name == "BLR" || Name == "BR") {
    I.Data = Reg(0);
  } else if (Name == "LDRBBroX" || Name == "LDRHHroX" || Name == "LDRSWroX") {
    Set(Operation::LoadPart, Reg(0), NoRegister);
    I.Is32 = Name != "LDRSWroX";
    I.Immediate = Name == "LDRBBroX" ? 1 : Name == "LDRHHroX" ? 2 : 4;
    I.At.Scale = Imm(4) ? static_cast<uint8_t>(I.Immediate) : 1;
  } else if (Name.starts_with("LDRXui") || Name == "LDURXi") {
    Set(Operation::Load, Reg(0), NoRegister);
  } else if (Name == "STRXui" || Name == "STURXi") {
    Set(Operation::Store, NoRegister, Reg(0));
  } else if (Name.ends_with("pre") || Name.ends_with("post")) {
    // Only what becomes of the base matters: it moves by the last operand.
    // STLR and STILP say it by their names.
    if (!Inst.getOperand(Inst.getNumOperands() - 1).isImm())
      return;
    uint64_t Size = aarch64AccessSize(Name);
    uint64_t Step = Imm(Inst.getNumOperands() - 1);
    if (isAArch64Pair(Name)) {
      if (Size == UnknownSize)
        return;
      Step *= Size / 2;
    }
    if (Name.ends_with("pre"))
      I.At.Displacement = static_cast<int64_t>(Step);
    Set(Operation::Add, I.At.Base, I.At.Base);
    I.Is32 = false;
    I.Immediate = Step;
  }
}

} // namespace kpkeys::verify
