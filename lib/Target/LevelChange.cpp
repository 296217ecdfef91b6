//===- LevelChange.cpp - Code that goes from level to level ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Picks the machine's lowering; holds what the lowerings share.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Target/LevelChange.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace kpkeys {

static RegisterLayout layout(const LevelChange &Change) {
  return targetInfo(Change.Config.Target).Layout;
}

uint64_t LevelChange::restored() const {
  // Bit 63 says that a value is one (kpkeys_rt.h); no register has it.
  uint64_t All = maxUIntN(63);
  return owned() ? All : All & Config.Rules.managedMask(layout(*this));
}

RegisterChange LevelChange::fields() const {
  if (!isNamed(From))
    return {Config.Rules.managedMask(layout(*this)), value()};
  return Config.Rules.registerChange(layout(*this), From, To);
}

uint64_t LevelChange::value() const {
  return Config.Rules.registerValue(layout(*this), To);
}

static std::string what(const LevelChange &Change) {
  auto Name = [&Change](unsigned L) {
    return Change.Config.Rules.levels()[L].Name;
  };
  auto [From, To] = std::pair(Change.From, Change.To);
  if (To == SavedLevel)
    return "restore";
  if (From == UnknownLevel)
    return "set " + Name(To);
  if (From == Policy::DefaultLevel || From == SavedLevel)
    return "enter " + Name(To);
  if (To == Policy::DefaultLevel)
    return "leave " + Name(From);
  return "change " + Name(From) + " to " + Name(To);
}

std::string LevelChange::comment() const {
  std::string Text = "kpkeys: " + what(*this);
  if (!Opened)
    return Text;
  bool IsNamedAlike =
      isNamed(To) && Opened->Domains == Config.Rules.levels()[To].Name;
  if (!Opened->Domains.empty() && !IsNamedAlike)
    Text += ", for " + Opened->Domains;
  StringRef File = sys::path::filename(Opened->File);
  if (Opened->Line != 0 && all_of(File, isPrint) && !File.contains('$'))
    Text += ", " + File.str() + ":" + std::to_string(Opened->Line);
  return Text;
}

SmallVector<uint64_t, 8> runsOfOnes(uint64_t Mask) {
  SmallVector<uint64_t, 8> Runs;
  while (Mask) {
    uint64_t Low = Mask & -Mask;
    uint64_t Run = Mask & ~(Mask + Low);
    Runs.push_back(Run);
    Mask &= ~Run;
  }
  return Runs;
}

std::string hexImmediate(uint64_t Value) {
  return "0x" + utohexstr(Value, /*LowerCase=*/true);
}

Value *emitAsm(IRBuilderBase &B, StringRef Text, StringRef Constraints,
               Type *Result, ArrayRef<Value *> Inputs) {
  SmallVector<Type *, 2> Types;
  for (const Value *Input : Inputs)
    Types.push_back(Input->getType());
  auto *Ty = FunctionType::get(Result, Types, /*isVarArg=*/false);
  CallInst *Call = B.CreateCall(
      Ty, InlineAsm::get(Ty, Text, Constraints, /*hasSideEffects=*/true),
      Inputs);
  Call->setDoesNotThrow();
  return Call;
}

void emitLevelChange(IRBuilderBase &B, const LevelChange &Change,
                     Zeros &InPlace) {
  switch (Change.Config.Target) {
#define KPKEYS_TARGET(Kind, Number, Name, Description, Layout, Pkeys, Arch,    \
                      Mode, Lowering)                                          \
  case TargetKind::Kind:                                                       \
    return emit##Lowering(B, Change, InPlace);
#include "kpkeys/Target/Targets.def"
  }
  llvm_unreachable("every target has a lowering");
}

bool canReadRegister(TargetKind Kind) {
  return !targetInfo(Kind).Layout.IsIndex;
}

Value *emitRegisterRead(IRBuilderBase &B, const ModuleConfig &Config) {
  switch (Config.Target) {
#define KPKEYS_TARGET(Kind, Number, Name, Description, Layout, Pkeys, Arch,    \
                      Mode, Lowering)                                          \
  case TargetKind::Kind:                                                       \
    return read##Lowering(B);
#include "kpkeys/Target/Targets.def"
  }
  llvm_unreachable("every target has a lowering");
}

Value *emitRegisterExchange(IRBuilderBase &B, const LevelChange &Change) {
  if (!canReadRegister(Change.Config.Target))
    return exchangePoe2(B, Change);
  Value *Old = emitRegisterRead(B, Change.Config);
  Zeros InPlace;
  emitLevelChange(B, Change, InPlace);
  return Old;
}

void emitRegisterRestore(IRBuilderBase &B, const LevelChange &Change,
                         Value *Saved) {
  switch (Change.Config.Target) {
#define KPKEYS_TARGET(Kind, Number, Name, Description, Layout, Pkeys, Arch,    \
                      Mode, Lowering)                                          \
  case TargetKind::Kind:                                                       \
    return restore##Lowering(B, Change, Saved);
#include "kpkeys/Target/Targets.def"
  }
  llvm_unreachable("every target has a lowering");
}

} // namespace kpkeys
