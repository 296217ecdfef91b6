//===- LevelChange.cpp - Code that goes from level to level ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Picks the machine's lowering; holds what the lowerings share.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Target/LevelChange.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"

using namespace llvm;

namespace kpkeys {

static RegisterLayout layout(const LevelChange &Change) {
  return targetInfo(Change.Config.Target).Layout;
}

RegisterChange LevelChange::fields() const {
  return Config.Rules.registerChange(layout(*this), From, To);
}

uint64_t LevelChange::value() const {
  return Config.Rules.registerValue(layout(*this), To);
}

std::string LevelChange::comment() const {
  auto Name = [this](unsigned L) { return Config.Rules.levels()[L].Name; };
  if (From == Policy::DefaultLevel)
    return "kpkeys: enter " + Name(To);
  if (To == Policy::DefaultLevel)
    return "kpkeys: leave " + Name(From);
  return "kpkeys: change " + Name(From) + " to " + Name(To);
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

void emitLevelChange(IRBuilderBase &B, const ModuleConfig &Config,
                     unsigned From, unsigned To, Zeros &InPlace) {
  LevelChange Change{Config, From, To};
  switch (Config.Target) {
  case TargetKind::Pku:
    return emitPku(B, Change, InPlace);
  case TargetKind::Pks:
    return emitPks(B, Change);
  case TargetKind::PoeEl0:
    return emitPoe(B, Change, "S3_3_C10_C2_4");
  case TargetKind::PoeEl1:
    return emitPoe(B, Change, "S3_0_C10_C2_4");
  case TargetKind::Call:
  case TargetKind::Sim:
    return emitCall(B, Change);
  }
  llvm_unreachable("every target has a lowering");
}

} // namespace kpkeys
