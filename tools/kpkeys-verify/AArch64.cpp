//===- AArch64.cpp - AArch64 instructions ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// System instructions are taken apart by their bits (Arm ARM, C4.1): the same
// on every version of LLVM, and TCHANGE is not known to all. For the rest,
// LLVM's tables and names.
//
//===----------------------------------------------------------------------===//
#include "AArch64.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/MC/MCInstrDesc.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace kpkeys::verify {

constexpr unsigned El0 = 3, El1 = 0, El2 = 4, El12 = 5;

AArch64::AArch64() : Machine(Triple("aarch64-unknown-linux-gnu"), "+all", 0) {
  nameRegisters();
}

std::unique_ptr<Machine> makeAArch64() { return std::make_unique<AArch64>(); }

void AArch64::nameRegisters() {
  for (unsigned R = 1; R < Registers->getNumRegs(); ++R) {
    StringRef Name = Registers->getName(R);
    if (Name == "NZCV")
      FlagRegister = R;
    if (Name == "XZR" || Name == "WZR")
      Numbers[R] = NoRegister;
    else if (Name == "SP" || Name == "WSP")
      Numbers[R] = StackPointer;
    else if (Name == "FP")
      Numbers[R] = 29;
    else if (Name == "LR")
      Numbers[R] = 30;
    unsigned Number = 0;
    if ((Name.consume_front("X") || Name.consume_front("W")) &&
        !Name.getAsInteger(10, Number) && Number < 31)
      Numbers[R] = Number;
  }
}

/// op1 of MSR and MRS of POR_ELx: S3_<op1>_C10_C2_4.
static bool isOverlay(uint32_t Word) {
  return (Word & 0xfff8ffe0) == 0xd518a280 || (Word & 0xfff8ffe0) == 0xd538a280;
}

/// TCHANGEF and TCHANGEB, of a register or an immediate, with or without nb.
static bool isThreadChange(uint32_t Word) {
  return (Word & 0xffe9f000) == 0xd5800000;
}

bool AArch64::findKeyAccess(uint32_t Word, Instruction &I) const {
  if (isThreadChange(Word)) {
    // Poe2 has a register for each exception level and one way to write it.
    I.Key = KPKEYS_TARGET_POE2_EL0;
    I.Flags |= IsKeyWrite | IsSystemRegister;
    bool IsImmediate = Word & 1u << 20;
    if (IsImmediate) {
      I.Op = Operation::Constant;
      I.Immediate = Word >> 5 & 0x7f;
    } else if ((Word >> 5 & 31) != 31) {
      I.Data = Word >> 5 & 31;
    }
    if ((Word & 31) != 31)
      I.Defs |= 1u << (Word & 31);
    return true;
  }
  if (!isOverlay(Word))
    return false;
  unsigned Op1 = Word >> 16 & 7;
  bool IsRead = Word & 1u << 21;
  if (Op1 != El0 && Op1 != El1 && Op1 != El2 && Op1 != El12)
    return false;
  I.Key = Op1 == El0   ? KPKEYS_TARGET_POE_EL0
          : Op1 == El2 ? KPKEYS_TARGET_POE_EL2
                       : KPKEYS_TARGET_POE_EL1;
  I.Flags |= (IsRead ? IsKeyRead : IsKeyWrite) | IsSystemRegister;
  Register R = Word & 31;
  if (R == 31)
    R = NoRegister;
  I.Data = R;
  if (IsRead && R != NoRegister)
    I.Defs |= 1u << R;
  return true;
}

void AArch64::findSystem(uint32_t Word, Instruction &I) const {
  if (Word == 0xd503201f)
    I.Flags |= IsPadding; // NOP
  else if ((Word & 0xfffff0ff) == 0xd50330df)
    I.Flags |= IsSynchronization; // ISB
  else if ((Word & 0xffe0001f) == 0xd4000001 ||
           (Word & 0xffe0001f) == 0xd4000002 ||
           (Word & 0xffe0001f) == 0xd4000003)
    I.Flags |= IsSystemCall | IsInterrupt; // SVC, HVC, SMC
  else if ((Word & 0xffe0001f) == 0xd4400000)
    I.Flags |= IsInterrupt; // HLT
  else if ((Word & 0xffe0001c) == 0xd4a00000 && Word & 3)
    I.Flags |= IsInterrupt; // DCPS
  // MRS, MSR of a register: op0 is 2 or 3. NZCV, FPCR, FPSR, TPIDR_EL0 and the
  // stack protector's SP_EL0 are read and written by ordinary code.
  else if ((Word & 0xffd00000) == 0xd5100000 &&
           (Word & 0xfffff000) != 0xd53bd000)
    I.Flags |= IsSystemRegister;
}

/// Of a condition code.
static Comparison comparisonOf(int64_t Condition) {
  switch (Condition) {
  case 2: // HS
    return Comparison::NotBelow;
  case 3: // LO
    return Comparison::Below;
  case 8: // HI
    return Comparison::Above;
  case 9: // LS
    return Comparison::NotAbove;
  default:
    return Comparison::Other;
  }
}

void AArch64::findFlags(const MCInst &Inst, StringRef Name,
                        Instruction &I) const {
  const MCInstrDesc &Desc = Instructions->get(Inst.getOpcode());
  if (Name == "BRK") {
    I.Flags |= IsTrap;
  } else if (Name.starts_with("UDF")) {
    I.Flags |= IsTrap;
  } else if (Desc.isReturn() || Name.starts_with("ERET") || Name == "DRPS") {
    I.Flags |= IsReturn;
  } else if (Desc.isCall()) {
    I.Flags |= IsCall;
    if (Name != "BL")
      I.Flags |= IsIndirect;
  } else if (Desc.isBranch()) {
    I.Flags |= IsBranch;
    if (Desc.isIndirectBranch())
      I.Flags |= IsIndirect;
    else if (Name != "B")
      I.Flags |= IsConditional;
    if (Name == "Bcc")
      I.Taken = comparisonOf(Inst.getOperand(0).getImm());
  }
  if (is_contained(Desc.implicit_defs(), FlagRegister))
    I.Flags |= IsFlagWrite;
  if (usesFloatingPoint(Inst))
    I.Flags |= IsFloatingPoint;
  if (Name == "HINT")
    I.Flags |= IsPadding;
  if (!I.is(IsCall | IsBranch) || I.is(IsIndirect))
    return;
  const MCOperand &Last = Inst.getOperand(Inst.getNumOperands() - 1);
  if (Last.isImm()) {
    I.HasTarget = true;
    I.Target = I.Address + static_cast<uint64_t>(Last.getImm()) * 4;
  }
}

bool AArch64::usesFloatingPoint(const MCInst &Inst) const {
  for (const MCOperand &Operand : Inst)
    if (Operand.isReg() && Operand.getReg()) {
      StringRef R = Registers->getName(Operand.getReg());
      if (R.size() > 1 && StringRef("BHSDQZP").contains(R[0]) && isDigit(R[1]))
        return true;
    }
  return false;
}

/// Of pairs and longer rows of registers, as CASP and LD64B have them.
uint32_t AArch64::tupleDefsOf(const MCInst &Inst) const {
  uint32_t Defs = 0;
  unsigned NumDefs = Instructions->get(Inst.getOpcode()).getNumDefs();
  for (const MCOperand &Operand : ArrayRef(Inst.begin(), NumDefs))
    if (Operand.isReg() && Operand.getReg())
      for (MCPhysReg Part : Registers->subregs(Operand.getReg()))
        if (Numbers[Part] < NumRegisters)
          Defs |= uint32_t(1) << Numbers[Part];
  return Defs;
}

uint32_t AArch64::shortDefsOf(const MCInst &Inst) const {
  uint32_t Defs = 0;
  unsigned NumDefs = Instructions->get(Inst.getOpcode()).getNumDefs();
  for (const MCOperand &Operand : ArrayRef(Inst.begin(), NumDefs))
    if (Register R = numberOf(Operand);
        R < NumRegisters &&
        StringRef(Registers->getName(Operand.getReg())).starts_with("W"))
      Defs |= uint32_t(1) << R;
  return Defs;
}

Instruction AArch64::decode(ArrayRef<uint8_t> Bytes, uint64_t Address) const {
  Instruction I;
  I.Address = Address;
  I.Length = 4;
  if (Bytes.size() < 4) {
    I.Flags = IsInvalid;
    I.Length = static_cast<uint8_t>(Bytes.size());
    return I;
  }
  uint32_t Word = support::endian::read32le(Bytes.data());
  if (findKeyAccess(Word, I))
    return I;
  findSystem(Word, I);
  MCInst Inst;
  uint64_t Length = 0;
  if (Disassembler->getInstruction(Inst, Length, Bytes, Address, nulls()) ==
      MCDisassembler::Fail) {
    I.Flags = IsInvalid;
    return I;
  }
  StringRef Name = nameOf(Inst);
  I.Defs = defsOf(Inst) | tupleDefsOf(Inst);
  I.ShortDefs = shortDefsOf(Inst);
  findFlags(Inst, Name, I);
  findMemory(Inst, Name, I);
  findOperation(Inst, Name, I);
  if (I.is(IsCall | IsSystemCall))
    I.Defs |= callDefs();
  return I;
}

void AArch64::findKeyWrites(ArrayRef<uint8_t> Bytes,
                            function_ref<void(uint64_t)> Found) const {
  for (uint64_t At = 0; At + 4 <= Bytes.size(); At += 4) {
    uint32_t Word = support::endian::read32le(Bytes.data() + At);
    bool IsOverlayWrite =
        (Word & 0xfff8ffe0) == 0xd518a280 && (Word >> 16 & 7) != 7;
    if (IsOverlayWrite || isThreadChange(Word))
      Found(At);
  }
}

/// Of ADR, or of ADRP if the next instruction adds to it.
static void findAddress(ArrayRef<uint8_t> Bytes, uint64_t Address,
                        function_ref<void(uint64_t, uint64_t)> Found) {
  uint32_t Word = support::endian::read32le(Bytes.data());
  auto Distance = static_cast<uint64_t>(
      SignExtend64<21>((Word >> 3 & 0x1ffffc) | (Word >> 29 & 3)));
  if (!(Word >> 31))
    return Found(Address, Address + Distance);
  if (Bytes.size() < 8)
    return;
  uint32_t Next = support::endian::read32le(Bytes.data() + 4);
  uint32_t Same = (Word & 31) << 5 | (Word & 31);
  if ((Next & 0xffc003ff) == (0x91000000 | Same))
    Found(Address, (Address & ~uint64_t(0xfff)) + (Distance << 12) +
                       (Next >> 10 & 0xfff));
}

void AArch64::findBranches(ArrayRef<uint8_t> Bytes, uint64_t Address,
                           function_ref<void(uint64_t, uint64_t)> Found) const {
  for (uint64_t At = 0; At + 4 <= Bytes.size(); At += 4) {
    uint32_t Word = support::endian::read32le(Bytes.data() + At);
    int64_t Distance = 0;
    if ((Word & 0x7c000000) == 0x14000000) // B, BL
      Distance = SignExtend64<26>(Word & 0x3ffffff);
    else if ((Word & 0xff000000) == 0x54000000 || // B.cond, BC.cond
             (Word & 0x7e000000) == 0x34000000)   // CBZ, CBNZ
      Distance = SignExtend64<19>(Word >> 5 & 0x7ffff);
    else if ((Word & 0x7e000000) == 0x36000000) // TBZ, TBNZ
      Distance = SignExtend64<14>(Word >> 5 & 0x3fff);
    else if ((Word & 0x7e000000) == 0x74000000) // CB<cond>
      Distance = SignExtend64<9>(Word >> 5 & 0x1ff);
    else if ((Word & 0x1f000000) == 0x10000000) { // ADR, ADRP
      findAddress(Bytes.drop_front(At), Address + At, Found);
      continue;
    } else
      continue;
    uint64_t Place = Address + At;
    Found(Place, Place + static_cast<uint64_t>(Distance * 4));
  }
}

} // namespace kpkeys::verify
