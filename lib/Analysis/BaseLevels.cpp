//===- BaseLevels.cpp - The level that the source asks for ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Method: forward over the CFG with the stack of open scopes. Where paths meet
//   with different ones, only those count that both have: the optimizer may
//   share the end of two paths that do not come back (abort), and the others
//   end on the way there.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Analysis/BaseLevels.h"
#include "kpkeys/IR/Diagnose.h"
#include "kpkeys/IR/FunctionNotes.h"
#include "kpkeys/IR/KnownCallees.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/IR/Scopes.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

//===-- what callees require ------------------------------------------------//

/// What the functions require that \p Call may call; an empty name: nothing.
static SmallSetVector<StringRef, 2> requirements(const CallBase &Call) {
  SmallSetVector<StringRef, 2> Levels;
  SmallSetVector<const Value *, 4> Callees;
  Callees.insert(Call.getCalledOperand()->stripPointerCasts());
  for (unsigned N = 0; N != Callees.size(); ++N) {
    const Value *Callee = Callees[N];
    if (auto *Phi = dyn_cast<PHINode>(Callee)) {
      for (const Value *Incoming : Phi->incoming_values())
        Callees.insert(Incoming->stripPointerCasts());
    } else if (auto *Select = dyn_cast<SelectInst>(Callee)) {
      Callees.insert(Select->getTrueValue()->stripPointerCasts());
      Callees.insert(Select->getFalseValue()->stripPointerCasts());
    } else if (auto *F = dyn_cast<Function>(Callee)) {
      Levels.insert(entryLevel(*F).value_or(StringRef()));
    } else {
      Levels.insert(asCalleeMarker(*Callee).value_or(StringRef()));
    }
  }
  return Levels;
}

std::optional<unsigned> requiredLevel(const CallBase &Call,
                                      const Policy &Rules) {
  if (Call.isInlineAsm() || isa<IntrinsicInst>(Call))
    return std::nullopt;
  const Function *Callee = Call.getCalledFunction();
  StringRef Name = Callee ? entryLevel(*Callee).value_or(StringRef())
                          : requirements(Call).front();
  return Name.empty() ? std::nullopt : Rules.findLevel(Name);
}

/// True if the source says at which level what \p Call calls is entered. The
/// clones that windows call throw nothing, and change no level.
static bool callsAtLevel(const CallBase &Call, const Policy &Rules) {
  const Function *Callee = Call.getCalledFunction();
  bool IsClone = Callee && entryLevel(*Callee) && !requiredLevel(*Callee);
  return !IsClone && requiredLevel(Call, Rules);
}

static bool checkLevel(const Instruction &I, StringRef Name,
                       const Policy &Rules) {
  if (Rules.findLevel(Name))
    return true;
  reportErrorAt(I, "no level '" + Name + "' in policy '" + Rules.name() + "'");
  return false;
}

static bool checkScope(const Instruction &I, const Policy &Rules) {
  if (auto Scope = asScopeCall(I))
    return checkLevel(I, Scope->Level, Rules);
  const auto *Call = dyn_cast<CallBase>(&I);
  if (!Call || Call->isInlineAsm() || isa<IntrinsicInst>(Call))
    return true;
  SmallSetVector<StringRef, 2> Levels = requirements(*Call);
  if (Levels.size() > 1) {
    reportErrorAt(I, "this call may be of functions that require different "
                     "levels; call each by a statement of its own");
    return false;
  }
  return Levels.front().empty() || checkLevel(I, Levels.front(), Rules);
}

bool checkScopes(Module &M, const Policy &Rules) {
  for (const Function &F : M)
    for (const Instruction &I : instructions(F))
      if (!checkScope(I, Rules))
        return false;
  return true;
}

/// True if \p F puts back what it found in the register.
static bool leavesSaved(const Function &F, const Policy &Rules) {
  if (std::optional<StringRef> Mode = leaveModeOf(F))
    return *Mode == "saved";
  return Rules.leaveMode() == LeaveMode::Saved;
}

bool hasBaseLevels(const Module &M, const Policy &Rules) {
  return hasScopes(M) || any_of(M, [&](const Function &F) {
           return requiredLevel(F) || leavesSaved(F, Rules);
         });
}

unsigned entryLevel(const Function &F, const ModuleConfig &Config) {
  if (std::optional<StringRef> Name = entryLevel(F))
    return Config.Rules.findLevel(*Name).value_or(Policy::DefaultLevel);
  return leavesSaved(F, Config.Rules) ? SavedLevel : Policy::DefaultLevel;
}

bool returnsTwice(const CallBase &Call) {
  return Call.hasFnAttr(Attribute::ReturnsTwice) ||
         Call.getIntrinsicID() == Intrinsic::eh_sjlj_setjmp;
}

//===-- BaseLevels ----------------------------------------------------------//

bool BaseLevels::Walk::pass(const Instruction &I) {
  if (Config.Windows == WindowMode::None)
    return false;
  if (auto Scope = asScopeCall(I)) {
    unsigned Level = Config.Rules.findLevel(Scope->Level).value_or(level());
    if (Scope->IsBegin)
      Open.push_back({Level, false});
    else if (Open.size() > 1 && Open.back() == BaseLevels::Scope{Level, false})
      Open.pop_back();
    return true;
  }
  return passManual(I).has_value();
}

std::optional<unsigned> BaseLevels::Walk::passManual(const Instruction &I) {
  std::optional<ManualCall> Call = asManualCall(I);
  if (!Call || Config.Windows == WindowMode::None)
    return std::nullopt;
  if (!IsPaired)
    return UnknownLevel;
  if (Call->IsSet) {
    Open.push_back({Call->Level.value_or(UnknownLevel), true, &I});
    return level();
  }
  if (Open.size() < 2 || !Open.back().IsManual)
    return UnknownLevel;
  Open.pop_back();
  return level();
}

/// True if control does not come back from \p I.
static bool isFinal(const Instruction &I) {
  const auto *Call = dyn_cast<CallBase>(&I);
  return isa<ResumeInst>(I) ||
         (Call && Call->doesNotReturn() && !Call->isInlineAsm() &&
          !isa<IntrinsicInst>(Call));
}

unsigned BaseLevels::Walk::levelFor(const Instruction &I) const {
  if (Config.Windows == WindowMode::None)
    return level();
  const auto *Call = dyn_cast<CallBase>(&I);
  if (auto Required = Call ? requiredLevel(*Call, Config.Rules) : std::nullopt)
    return *Required;
  if (isa<ReturnInst>(I)) {
    // Into what a caller guards by hand, at whatever level.
    bool IsGuard =
        !IsPaired || any_of(Open, [](const Scope &S) { return S.IsManual; });
    return IsGuard ? UnknownLevel : Open.front().Level;
  }
  if (!isFinal(I))
    return level();
  return outermost(Open.front().Level);
}

/// The scopes that are open on all ways into \p BB; true if that is news.
bool BaseLevels::meet(const BasicBlock &BB, const Scopes &Open) {
  auto [Known, IsNew] = AtStart.try_emplace(&BB, Open);
  if (IsNew)
    return true;
  Scopes &Common = Known->second;
  size_t NumCommon = 0;
  while (NumCommon != std::min(Common.size(), Open.size()) &&
         Common[NumCommon] == Open[NumCommon])
    ++NumCommon;
  bool IsNews = NumCommon != Common.size();
  Common.truncate(NumCommon);
  return IsNews;
}

BaseLevels::BaseLevels(const Function &F, const ModuleConfig &Config,
                       bool OfModule)
    : Config(Config),
      Entry(Config.Windows == WindowMode::None ? Policy::DefaultLevel
                                               : entryLevel(F, Config)) {
  HasScopes = Entry != Policy::DefaultLevel;
  if (!OfModule)
    return;
  bool Sets = false, Restores = false;
  for (const Instruction &I : instructions(F))
    if (std::optional<ManualCall> Call = asManualCall(I))
      (Call->IsSet ? Sets : Restores) = true;
  IsPaired = Sets == Restores;
  AtStart[&F.getEntryBlock()] = {{Entry, false}};
  ReversePostOrderTraversal<const Function *> Order(&F);
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (const BasicBlock *BB : Order) {
      Walk W = at(*BB);
      for (const Instruction &I : *BB) {
        const auto *Call = dyn_cast<CallBase>(&I);
        HasScopes |= W.pass(I) || (Call && (returnsTwice(*Call) ||
                                            callsAtLevel(*Call, Config.Rules)));
      }
      for (const BasicBlock *Next : successors(BB))
        Changed |= meet(*Next, W.Open);
    }
    Changed &= HasScopes;
  }
}

BaseLevels::Walk BaseLevels::at(const BasicBlock &BB) const {
  auto Found = AtStart.find(&BB); // not if nothing reaches it
  return {Config,
          Found == AtStart.end() ? Scopes{{Entry, false}} : Found->second,
          IsPaired};
}

BaseLevels::Scopes BaseLevels::atEndOf(const BasicBlock &BB) const {
  Walk W = at(BB);
  for (const Instruction &I : BB)
    W.pass(I);
  return W.Open;
}

/// The blocks from which control may come to the function's end.
static SmallPtrSet<const BasicBlock *, 16> returningBlocks(const Function &F) {
  SmallPtrSet<const BasicBlock *, 16> Returning;
  SmallVector<const BasicBlock *, 16> Work;
  for (const BasicBlock &BB : F)
    if (isa<ReturnInst>(BB.getTerminator()))
      Work.push_back(&BB);
  while (!Work.empty()) {
    const BasicBlock *BB = Work.pop_back_val();
    if (Returning.insert(BB).second)
      append_range(Work, predecessors(BB));
  }
  return Returning;
}

void BaseLevels::reportUnevenGuards(const Function &F) const {
  if (!IsPaired)
    return;
  SmallPtrSet<const BasicBlock *, 16> Returning = returningBlocks(F);
  SmallSetVector<const Instruction *, 4> Uneven;
  auto Add = [&Uneven](ArrayRef<Scope> Scopes) {
    for (const Scope &S : Scopes)
      if (S.IsManual)
        Uneven.insert(S.Begin);
  };
  for (const BasicBlock &BB : F) {
    if (!Returning.contains(&BB))
      continue;
    Scopes Open = atEndOf(BB);
    if (isa<ReturnInst>(BB.getTerminator()))
      Add(Open);
    for (const BasicBlock *Next : successors(&BB))
      if (auto Found = AtStart.find(Next);
          Found != AtStart.end() && Returning.contains(Next))
        Add(ArrayRef(Open).drop_front(Found->second.size()));
  }
  for (const Instruction *I : Uneven)
    reportWarningAt(*I, "the level that is set here is not put back on each "
                        "way from here, or put back on ways that do not set "
                        "it; set and restore it on the same ways");
}

//===-- LevelKeepers --------------------------------------------------------//

bool LevelKeepers::keeps(const Instruction &I) const {
  const auto *Call = dyn_cast<CallBase>(&I);
  if (!Call || Call->isInlineAsm() || isa<IntrinsicInst>(Call) ||
      asMarker(*Call) || asScopeCall(*Call) || asCalleeMarker(*Call) ||
      asManualCall(*Call) || isRegisterRead(*Call))
    return true;
  if (isKnownCallee(*Call))
    return !callsBackOtherCode(*Call) && !runsOtherCode(*Call);
  if (requiredLevel(*Call, Config.Rules))
    return true;
  const auto *Callee =
      dyn_cast<Function>(Call->getCalledOperand()->stripPointerCasts());
  if (!Callee)
    return Config.Rules.leaveMode() == LeaveMode::Saved;
  return leavesSaved(*Callee, Config.Rules) || Known.contains(Callee) ||
         is_contained(Config.Rules.levelKeepers(), Callee->getName());
}

void LevelKeepers::checkListed(const Function &F) const {
  if (is_contained(Config.Rules.levelKeepers(), F.getName()) && hasWindows(F) &&
      entryLevel(F, Config) == Policy::DefaultLevel)
    reportErrorAt(F.front().front(),
                  "'" + F.getName() + "', which policy '" +
                      Config.Rules.name() +
                      "' lists under keeps-level, has a window or a scope, and "
                      "returns at level 'default'; take it from the list");
}

/// True if nothing in \p F changes the level.
bool LevelKeepers::isOne(const Function &F) const {
  return F.hasExactDefinition() && !hasWindows(F) &&
         all_of(instructions(F), [this](const Instruction &I) {
           return keeps(I) && !asScopeCall(I) && !asManualCall(I);
         });
}

void LevelKeepers::add(const Function &F) {
  if (isOne(F))
    Known.insert(&F);
}

LevelKeepers::LevelKeepers(const Module &M, const ModuleConfig &Config)
    : Config(Config) {
  for (const Function &F : M)
    if (!F.isDeclaration())
      Known.insert(&F);
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (const Function &F : M)
      if (Known.contains(&F) && !isOne(F))
        Changed |= Known.erase(&F);
  }
}

} // namespace kpkeys
