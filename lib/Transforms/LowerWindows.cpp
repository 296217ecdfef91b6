//===- LowerWindows.cpp - Pseudo calls become instructions ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  functions with markers and window pseudo calls, verified.
// Output: the target's instructions in place of the pseudo calls, or with
//         windows=none records of the places, with a warning; no marker and
//         no pseudo function is left.
//
//===----------------------------------------------------------------------===//
#include "InterruptMask.h"
#include "LowerManualCalls.h"
#include "kpkeys/Analysis/ConfigAnalysis.h"
#include "kpkeys/IR/Diagnose.h"
#include "kpkeys/IR/FunctionNotes.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/IR/Scopes.h"
#include "kpkeys/IR/Windows.h"
#include "kpkeys/Target/LevelChange.h"
#include "kpkeys/Transforms/Passes.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

/// The level that \p Name stands for in a pseudo call.
static std::optional<unsigned> levelNamed(const CallInst &Call, StringRef Name,
                                          const Policy &Rules) {
  std::optional<unsigned> Level = levelByName(Name, Rules);
  if (!Level)
    reportErrorAt(Call,
                  "no level '" + Name + "' in policy '" + Rules.name() + "'");
  return Level;
}

static void lower(CallInst &Call, const WindowCall &Edge,
                  const ModuleConfig &Config, unsigned Ordinal, Zeros &InPlace,
                  InterruptMask &Mask) {
  std::optional<unsigned> From = levelNamed(Call, Edge.From, Config.Rules);
  std::optional<unsigned> To = levelNamed(Call, Edge.To, Config.Rules);
  if (!From || !To)
    return;
  if (*To == UnknownLevel) { // where paths meet; nothing relies on a level
    Call.eraseFromParent();
    return;
  }
  Mask.enter(Call, *From, *To);
  IRBuilder<> B(&Call);
  LevelChange Change{Config, *From, *To, /*IsManual=*/false,
                     openedWindow(Call)};
  if (*To == SavedLevel) {
    emitRegisterRestore(B, Change, Call.getArgOperand(0));
    InPlace.clear();
  } else if (Config.Windows != WindowMode::None)
    emitLevelChange(B, Change, InPlace);
  else if (Edge.isEnter())
    emitSite(B, *To, KPKEYS_SITE_ENTER, Ordinal);
  else
    emitSite(B, *From, KPKEYS_SITE_LEAVE, Ordinal);
  Mask.leave(Call, *From, *To);
  // The allocator of -O0 would put them on the stack in between.
  if (Edge.isLeave() || B.GetInsertBlock()->getParent()->hasOptNone())
    InPlace.clear();
  Call.eraseFromParent();
}

/// Says at what level \p F is entered, if that is another than the default.
static void recordEntry(Function &F, const ModuleConfig &Config) {
  BasicBlock &Entry = F.getEntryBlock();
  std::optional<unsigned> Level;
  if (std::optional<StringRef> Name = entryLevel(F))
    Level = Config.Rules.findLevel(*Name);
  else if (any_of(Entry, isRegisterRead))
    Level = SavedLevel;
  if (!Level || Config.Windows == WindowMode::None)
    return;
  IRBuilder<> B(&Entry, Entry.getFirstNonPHIOrDbgOrAlloca());
  emitEntryRecord(B, Config, *Level);
}

static void lowerRead(CallInst &Call, const ModuleConfig &Config) {
  if (!canReadRegister(Config.Target))
    return reportErrorAt(Call, "windows cannot restore what they found: the "
                               "register of target=" +
                                   targetInfo(Config.Target).Name +
                                   " cannot be read; leave to the entry level");
  if (!checkSaving(Call, Config))
    return;
  IRBuilder<> B(&Call);
  Call.replaceAllUsesWith(emitRegisterRead(B, Config));
  Call.eraseFromParent();
}

/// Takes the variable out, too, that the front end made for its cleanup.
static void eraseScopeCall(CallInst &Call) {
  auto *Variable =
      Call.arg_empty() ? nullptr : dyn_cast<AllocaInst>(Call.getArgOperand(0));
  Call.eraseFromParent();
  if (!Variable || !all_of(Variable->users(), [](const User *U) {
        auto *I = dyn_cast<Instruction>(U);
        return I && I->isLifetimeStartOrEnd();
      }))
    return;
  for (User *U : make_early_inc_range(Variable->users()))
    cast<Instruction>(U)->eraseFromParent();
  Variable->eraseFromParent();
}

static void eraseScopeCalls(Function &F) {
  SmallVector<CallInst *, 8> Calls;
  for (Instruction &I : instructions(F))
    if (asScopeCall(I))
      Calls.push_back(cast<CallInst>(&I));
  for (CallInst *Call : Calls)
    eraseScopeCall(*Call);
}

static void lower(BasicBlock &BB, const ModuleConfig &Config, unsigned &Ordinal,
                  InterruptMask &Mask) {
  Zeros InPlace;
  for (Instruction &I : make_early_inc_range(BB)) {
    if (auto Edge = asWindowCall(I))
      lower(cast<CallInst>(I), *Edge, Config, Ordinal++, InPlace, Mask);
    else if (asMarker(I) || asCalleeMarker(I))
      eraseMarker(cast<CallInst>(I));
    else if (isRegisterRead(I))
      lowerRead(cast<CallInst>(I), Config);
    else if (isa<CallBase>(I) && !I.isDebugOrPseudoInst())
      InPlace.clear(); // which uses the registers up
  }
}

/// An object without windows must not be taken for a protected one.
static void warnOfNoWindows(Module &M) {
  const Instruction *First = nullptr;
  unsigned Count = 0;
  for (const Function &F : M)
    for (const Instruction &I : instructions(F)) {
      auto Edge = asWindowCall(I);
      if (!Edge || !Edge->isEnter())
        continue;
      if (!First)
        First = &I;
      ++Count;
    }
  if (First)
    reportWarningAt(*First, "windows=none: this and all other accesses of the "
                            "file (" +
                                Twine(Count) +
                                ") get no window and fault; it is for tools "
                                "that observe such faults");
}

PreservedAnalyses LowerWindowsPass::run(Module &M, ModuleAnalysisManager &AM) {
  if (!concernsUs(M))
    return PreservedAnalyses::all();
  std::shared_ptr<const ModuleConfig> Config = configOf(M, AM);
  if (!Config)
    return PreservedAnalyses::all();
  if (Config->Windows == WindowMode::None)
    warnOfNoWindows(M);
  unsigned Ordinal = 0;
  for (Function &F : M) {
    if (F.isDeclaration())
      continue;
    eraseScopeCalls(F);
    recordEntry(F, *Config);
    InterruptMask Mask(*Config);
    for (BasicBlock &BB : F)
      lower(BB, *Config, Ordinal, Mask);
    Mask.promote();
    lowerManualCalls(F, *Config);
    setLowered(F);
  }
  dropEscapeTiers(M);
  for (Function &F : make_early_inc_range(M))
    if (F.use_empty() && (asMarker(F) || isWindowFunction(F) ||
                          isScopeFunction(F) || isCalleeMarker(F)))
      F.eraseFromParent();
  return PreservedAnalyses::none();
}

} // namespace kpkeys
