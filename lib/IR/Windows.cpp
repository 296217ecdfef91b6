//===- Windows.cpp - Pseudo calls that open and close a window ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pseudo functions touch all memory as far as LLVM knows, so nothing that
// runs between the passes can move an access across one.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/Windows.h"
#include "kpkeys/IR/FunctionNotes.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Metadata.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

static constexpr StringLiteral EnterPrefix = "__kpkeys_window.enter.";
static constexpr StringLiteral LeavePrefix = "__kpkeys_window.leave.";
static constexpr StringLiteral ChangePrefix = "__kpkeys_window.change.";
static constexpr StringLiteral ReadName = "__kpkeys_window.read";

static std::optional<WindowCall> readName(StringRef Name) {
  if (Name.consume_front(EnterPrefix))
    return WindowCall{"", Name};
  if (Name.consume_front(LeavePrefix))
    return WindowCall{Name, ""};
  if (!Name.consume_front(ChangePrefix))
    return std::nullopt;
  auto [From, To] = Name.split('.'); // which no name of a level has
  return WindowCall{From, To};
}

static std::string nameOf(const WindowCall &W) {
  if (W.isEnter())
    return (EnterPrefix + W.To).str();
  if (W.isLeave())
    return (LeavePrefix + W.From).str();
  return (ChangePrefix + W.From + "." + W.To).str();
}

std::optional<WindowCall> asWindowCall(const Instruction &I) {
  const auto *Call = dyn_cast<CallInst>(&I);
  const Function *Callee = Call ? Call->getCalledFunction() : nullptr;
  return Callee ? readName(Callee->getName()) : std::nullopt;
}

bool isWindowFunction(const Function &F) {
  return F.getName() == ReadName || readName(F.getName()).has_value();
}

static constexpr StringLiteral SavedName = "<saved>"; // no policy has these
static constexpr StringLiteral UnknownName = "<unknown>";

StringRef levelName(unsigned Level, const Policy &Rules) {
  switch (Level) {
  case Policy::DefaultLevel:
    return "";
  case SavedLevel:
    return SavedName;
  case UnknownLevel:
    return UnknownName;
  default:
    return Rules.levels()[Level].Name;
  }
}

std::optional<unsigned> levelByName(StringRef Name, const Policy &Rules) {
  if (Name.empty())
    return Policy::DefaultLevel;
  if (Name == SavedName)
    return SavedLevel;
  if (Name == UnknownName)
    return UnknownLevel;
  return Rules.findLevel(Name);
}

bool hasWindows(const Function &F) {
  return any_of(instructions(F),
                [](const Instruction &I) { return asWindowCall(I); });
}

static constexpr StringLiteral ExposureKind = "kpkeys.exposure";

void createExposure(IRBuilderBase &B, Value &Object) {
  auto *Ty = FunctionType::get(B.getVoidTy(), {Object.getType()}, false);
  B.CreateCall(Ty, InlineAsm::get(Ty, "", "r,~{memory}", true), {&Object})
      ->setMetadata(ExposureKind, MDNode::get(B.getContext(), {}));
}

bool isExposure(const Instruction &I) { return I.hasMetadata(ExposureKind); }

static constexpr StringLiteral EntryLevelAttribute = "kpkeys-entry-level";

std::optional<StringRef> entryLevel(const Function &F) {
  if (!F.hasFnAttribute(EntryLevelAttribute))
    return requiredLevel(F);
  return F.getFnAttribute(EntryLevelAttribute).getValueAsString();
}

void setEntryLevel(Function &F, StringRef Level) {
  F.addFnAttr(EntryLevelAttribute, Level);
}

CallInst *createWindowCall(IRBuilderBase &B, const WindowCall &W,
                           Value *Saved) {
  Module &M = *B.GetInsertBlock()->getModule();
  SmallVector<Type *, 1> Parameters;
  SmallVector<Value *, 1> Arguments;
  if (Saved) {
    Parameters.push_back(Saved->getType());
    Arguments.push_back(Saved);
  }
  FunctionCallee Callee = M.getOrInsertFunction(
      nameOf(W), FunctionType::get(B.getVoidTy(), Parameters, false));
  cast<Function>(Callee.getCallee())->setDoesNotThrow();
  return B.CreateCall(Callee, Arguments);
}

CallInst *createRegisterRead(IRBuilderBase &B) {
  Module &M = *B.GetInsertBlock()->getModule();
  FunctionCallee Callee = M.getOrInsertFunction(ReadName, B.getInt64Ty());
  cast<Function>(Callee.getCallee())->setDoesNotThrow();
  return B.CreateCall(Callee);
}

bool isRegisterRead(const Instruction &I) {
  const auto *Call = dyn_cast<CallInst>(&I);
  const Function *Callee = Call ? Call->getCalledFunction() : nullptr;
  return Callee && Callee->getName() == ReadName;
}

} // namespace kpkeys
