//===- AArch64.cpp - AArch64 instructions ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// System instructions are taken apart by their bits (Arm ARM, C4.1): the same
// on every version of LLVM, and TCHANGE is not known to all. For the rest,
// LLVM's tables and names.
//
//===----------------------------------------------------------------------===//
#include "Machine.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/MC/MCInstrDesc.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace kpkeys::verify {

namespace {
class AArch64 final : public Machine {
  MCPhysReg FlagRegister = 0;

  void nameRegisters();
  void findSystem(uint32_t Word, Instruction &I) const;
  bool findKeyAccess(uint32_t Word, Instruction &I) const;
  void findFlags(const MCInst &Inst, StringRef Name, Instruction &I) const;
  void findMemory(const MCInst &Inst, StringRef Name, Instruction &I) const;
  void findOperation(const MCInst &Inst, StringRef Name, Instruction &I) const;
  bool usesFloatingPoint(const MCInst &Inst) const;
  uint32_t shortDefsOf(const MCInst &Inst) const;

public:
  AArch64();
  Instruction decode(ArrayRef<uint8_t> Bytes, uint64_t Address) const override;
  void findKeyWrites(ArrayRef<uint8_t> Bytes,
                     function_ref<void(uint64_t)> Found) const override;
  void
  findBranches(ArrayRef<uint8_t> Bytes, uint64_t Address,
               function_ref<void(uint64_t, uint64_t)> Found) const override;
  uint32_t callDefs() const override { return 0x4007ffff; } // X0-X18, LR
  Register argument(unsigned N) const override { return N; }
  bool needsSynchronization() const override { return true; }
  unsigned returnSlot() const override { return 0; }
  unsigned gateLength() const override { return 4; }
};

constexpr unsigned El0 = 3, El1 = 0, El2 = 4, El12 = 5;
} // namespace

static Triple initialized() {
  LLVMInitializeAArch64TargetInfo();
  LLVMInitializeAArch64TargetMC();
  LLVMInitializeAArch64Disassembler();
  return Triple("aarch64-unknown-linux-gnu");
}

AArch64::AArch64() : Machine(initialized(), "+all", 0) { nameRegisters(); }

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

/// What a store of LLVM's name \p Name stores; UnknownSize where the name does
/// not say.
static uint64_t sizeByName(StringRef Name) {
  auto Letter = [](StringRef Text) {
    return StringSwitch<uint64_t>(Text.take_front(1))
        .Case("B", 1)
        .Case("H", 2)
        .Case("W", 4)
        .Case("S", 4)
        .Case("X", 8)
        .Case("D", 8)
        .Case("Q", 16)
        .Default(UnknownSize);
  };
  for (StringRef Pair : {"STP", "STNP", "STXP", "STLXP", "CASPAL", "CASPA",
                         "CASPL", "CASP", "STLP", "STTP", "STTNP", "STILP"}) {
    StringRef Rest = Name;
    if (Rest.consume_front(Pair) && Letter(Rest) != UnknownSize)
      return 2 * Letter(Rest);
  }
  for (StringRef Plain :
       {"STLUR", "STLXR", "STXR", "STLLR", "STLR", "STUR", "STTR", "STR"}) {
    StringRef Rest = Name;
    if (Rest.consume_front(Plain))
      return Letter(Rest);
  }
  // An atomic's name ends with its order and its width: LDADDALX, SWPB, CASAH.
  static constexpr StringLiteral Atomics[] = {
      "SWP",   "CAS",    "LDADD",  "LDCLR",  "LDEOR",
      "LDSET", "LDSMAX", "LDSMIN", "LDUMAX", "LDUMIN"};
  for (StringRef Atomic : Atomics)
    if (Name.starts_with(Atomic)) {
      if (Name.starts_with("SWPP") || Name.starts_with("LDCLRP") ||
          Name.starts_with("LDSETP"))
        return 16;
      return Letter(Name.take_back(1));
    }
  // ST1Twov16b, ST1i32 and so on.
  StringRef Rest = Name;
  if (Rest.consume_front("ST") && !Rest.empty() && isDigit(Rest[0])) {
    uint64_t Ways = Rest[0] - '0';
    Rest = Rest.drop_front();
    unsigned Bits = 0;
    if (Rest.consume_front("i"))
      return Rest.consumeInteger(10, Bits) ? UnknownSize : Ways * Bits / 8;
    uint64_t Vectors = StringSwitch<uint64_t>(Rest)
                           .StartsWith("One", 1)
                           .StartsWith("Two", 2)
                           .StartsWith("Three", 3)
                           .StartsWith("Four", 4)
                           .Default(0);
    bool Full = Rest.contains("v16b") || Rest.contains("v8h") ||
                Rest.contains("v4s") || Rest.contains("v2d");
    if (Vectors)
      return Vectors * (Full ? 16 : 8);
  }
  return UnknownSize;
}

/// What the tables do not say, not those of each LLVM: atomics without
/// privileges, stores to the guarded control stack, and those of 64 bytes.
static bool storesUnsaid(StringRef Name) {
  static constexpr StringLiteral Begins[] = {
      "SWPT",     "LDTADD",  "LDTCLR", "LDTSET",  "CAST",
      "CASPT",    "CASAT",   "CASPAT", "CASLT",   "CASPLT",
      "CASALT",   "CASPALT", "GCSSTR", "GCSSTTR", "GCSPUSHM",
      "GCSPUSHX", "GCSSS",   "RCW",    "ST64B"};
  return any_of(Begins, [=](StringRef B) { return Name.starts_with(B); });
}

void AArch64::findMemory(const MCInst &Inst, StringRef Name,
                         Instruction &I) const {
  const MCInstrDesc &Desc = Instructions->get(Inst.getOpcode());
  // Of the cache operations, DC ZVA, DC GVA and DC GZVA store a block.
  if (Name == "SYSxt" && Inst.getOperand(0).getImm() == 3 &&
      Inst.getOperand(1).getImm() == 7 && Inst.getOperand(2).getImm() == 4) {
    I.Flags |= IsStore;
    I.Bytes = UnknownSize;
    I.At.Base = numberOf(Inst.getOperand(4));
    return;
  }
  if (Desc.mayLoad())
    I.Flags |= IsLoad;
  if (storesUnsaid(Name)) {
    I.Flags |= IsStore;
    I.Bytes = UnknownSize;
    I.At.Base = OtherRegister;
    return;
  }
  if (!Desc.mayStore() || I.is(IsCall | IsBranch | IsReturn | IsTrap |
                               IsKeyRead | IsKeyWrite | IsSystemRegister)) {
    if (!I.is(IsLoad))
      return;
  } else {
    bool IsOrder = Name.starts_with("DMB") || Name.starts_with("DSB") ||
                   Name == "ISB" || Name == "HINT" || Name == "CLREX" ||
                   Name.starts_with("SB") || Name.starts_with("PRF");
    // So that nothing is between, the tables say that these store, too.
    bool IsExclusiveLoad =
        Name.starts_with("LDXR") || Name.starts_with("LDAXR") ||
        Name.starts_with("LDXP") || Name.starts_with("LDAXP");
    if (IsExclusiveLoad)
      return;
    if (IsOrder || Name.starts_with("SYS")) {
      I.Flags &= ~uint32_t(IsLoad);
      return;
    }
    I.Flags |= IsStore;
    I.Bytes = sizeByName(Name);
  }
  // The base is the last operand that may be the stack pointer.
  ArrayRef<MCOperandInfo> Operands = Desc.operands();
  I.At.Base = OtherRegister;
  for (unsigned N = Inst.getNumOperands(); N-- != 0;) {
    if (!Inst.getOperand(N).isReg() || N >= Operands.size())
      continue;
    int Class = Operands[N].RegClass;
    if (Class < 0)
      continue;
    StringRef ClassName =
        Registers->getRegClassName(&Registers->getRegClass(Class));
    if (!ClassName.starts_with("GPR64sp"))
      continue;
    I.At.Base = numberOf(Inst.getOperand(N));
    // An offset follows: of pairs and of plain ones it is counted in units.
    if (N + 1 < Inst.getNumOperands() && Inst.getOperand(N + 1).isReg()) {
      I.At.Index = numberOf(Inst.getOperand(N + 1));
      bool IsPost = Name.ends_with("_POST");
      if (IsPost)
        I.At.Index = NoRegister;
    } else if (N + 1 < Inst.getNumOperands() &&
               Inst.getOperand(N + 1).isImm() && !Name.ends_with("post") &&
               !Name.ends_with("POST")) {
      int64_t Offset = Inst.getOperand(N + 1).getImm();
      uint64_t Size =
          sizeByName(Name.starts_with("LD") ? ("ST" + Name.drop_front(2)).str()
                                            : Name.str());
      bool IsPair = Name.starts_with("STP") || Name.starts_with("STNP") ||
                    Name.starts_with("LDP") || Name.starts_with("LDNP");
      if (Name.ends_with("ui") && Size != UnknownSize)
        Offset *= static_cast<int64_t>(Size);
      else if (IsPair && Size != UnknownSize)
        Offset *= static_cast<int64_t>(Size / 2);
      I.At.Displacement = Offset;
    }
    break;
  }
}

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
    uint64_t Size =
        sizeByName(Name.starts_with("LD") ? ("ST" + Name.drop_front(2)).str()
                                          : Name.str());
    bool IsPair = Name.starts_with("STP") || Name.starts_with("LDP");
    uint64_t Step = Imm(Inst.getNumOperands() - 1);
    if (IsPair) {
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
  I.Defs = defsOf(Inst);
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
    else
      continue;
    uint64_t Place = Address + At;
    Found(Place, Place + static_cast<uint64_t>(Distance * 4));
  }
}

} // namespace kpkeys::verify
