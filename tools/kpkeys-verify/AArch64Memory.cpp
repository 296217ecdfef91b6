//===- AArch64Memory.cpp - What AArch64 code loads and stores -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// By LLVM's names: its tables do not say how much is stored, and of some
// instructions not that they store.
//
//===----------------------------------------------------------------------===//
#include "AArch64.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/MC/MCInstrDesc.h"

using namespace llvm;

namespace kpkeys::verify {

bool isAArch64Pair(StringRef Name) {
  static constexpr StringLiteral Begins[] = {"STP", "STNP", "STTP", "STTNP",
                                             "LDP", "LDNP", "LDTP", "LDTNP"};
  return any_of(Begins, [=](StringRef B) { return Name.starts_with(B); });
}

static uint64_t storeSize(StringRef Name) {
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

uint64_t aarch64AccessSize(StringRef Name) {
  StringRef Load = Name;
  return storeSize(Load.consume_front("LD") ? ("ST" + Load).str() : Name.str());
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
    I.Bytes = storeSize(Name);
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
      // Half of the register, and perhaps its sign.
      else if (Name.ends_with("roW"))
        I.At.Index = OtherRegister;
      else if (Name.ends_with("roX") && Inst.getOperand(N + 3).getImm())
        I.At.Scale = static_cast<uint8_t>(
            std::min<uint64_t>(aarch64AccessSize(Name), UINT8_MAX));
    } else if (N + 1 < Inst.getNumOperands() &&
               Inst.getOperand(N + 1).isImm() && !Name.ends_with("post") &&
               !Name.ends_with("POST")) {
      int64_t Offset = Inst.getOperand(N + 1).getImm();
      uint64_t Size = aarch64AccessSize(Name);
      if (Name.ends_with("ui") && Size != UnknownSize)
        Offset *= static_cast<int64_t>(Size);
      else if (isAArch64Pair(Name) && Size != UnknownSize)
        Offset *= static_cast<int64_t>(Size / 2);
      I.At.Displacement = Offset;
    }
    break;
  }
}

} // namespace kpkeys::verify
