//===- CheckRestrictions.cpp - Levels hold only what they may -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  functions with markers, scopes and window pseudo calls.
// Output: unchanged, or an error at each instruction that runs at a level whose
//         `restrict` forbids it, which fails the compilation.
// Method: an instruction counts for the level that its window is at, and for
//   the one that the source puts it at. What a function of the module is called
//   for at a level counts for that level as well, all of it, as do the
//   functions that it calls. What is only declared must require a level.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Analysis/BaseLevels.h"
#include "kpkeys/Analysis/ConfigAnalysis.h"
#include "kpkeys/Analysis/Restrictions.h"
#include "kpkeys/IR/Diagnose.h"
#include "kpkeys/IR/FunctionNotes.h"
#include "kpkeys/IR/Windows.h"
#include "kpkeys/Transforms/Passes.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"
#include <set>

using namespace llvm;

namespace kpkeys {

namespace {
class RestrictionChecker {
  const ModuleConfig &Config;
  const Policy &Rules;
  const bool HasBaseLevels;
  /// Called at a level, and looked at for it.
  std::set<std::pair<const Function *, unsigned>> Seen;
  /// Still to be looked at, with the call that leads there.
  struct Callee {
    const Function *F;
    unsigned Level;
    const Instruction *Call;
  };
  SmallVector<Callee, 8> Waiting;

public:
  RestrictionChecker(const Module &M, const ModuleConfig &Config)
      : Config(Config), Rules(Config.Rules),
        HasBaseLevels(hasBaseLevels(M, Config.Rules)) {}

  void checkLevels(const Function &F);
  void checkCallees();

private:
  void check(const Instruction &I, unsigned Level, const Instruction *From);
  void checkCalled(const Callee &Called);
  void follow(const Instruction &I, unsigned Level, const Instruction *From);
  void report(const Instruction &I, unsigned Level, ArrayRef<Restriction> Words,
              const Violation &Found, const Instruction *From);
};
} // namespace

void RestrictionChecker::report(const Instruction &I, unsigned Level,
                                ArrayRef<Restriction> Words,
                                const Violation &Found,
                                const Instruction *From) {
  const std::string &Name = Rules.levels()[Level].Name;
  std::string Text = "level '" + Name + "' forbids this by '" +
                     join(map_range(Words, restrictionName), "', '") +
                     "': " + Found.What;
  if (From) {
    std::string Place = sourcePlace(*From);
    Text += "; it is in a function that is called at that level";
    if (!Place.empty())
      Text += ", at " + Place;
  }
  if (Found.Unseen)
    Text += "; declare it with kpkeys_requires(\"" + Name +
            "\"), so that it is checked where it is defined";
  reportErrorAt(I, Text);
}

/// Notes the function that \p I calls at \p Level.
void RestrictionChecker::follow(const Instruction &I, unsigned Level,
                                const Instruction *From) {
  const auto *Call = dyn_cast<CallBase>(&I);
  const auto *F =
      Call ? dyn_cast<Function>(
                 Call->getCalledOperand()->stripPointerCastsAndAliases())
           : nullptr;
  if (F && !F->isDeclaration() && !requiredLevel(*F) && !entryLevel(*F) &&
      Seen.insert({F, Level}).second)
    Waiting.push_back({F, Level, From ? From : &I});
}

void RestrictionChecker::check(const Instruction &I, unsigned Level,
                               const Instruction *From) {
  if (!isNamed(Level) || asWindowCall(I))
    return;
  const Restriction Forbidden = Rules.levels()[Level].Restrictions;
  if (Forbidden == Restriction::None)
    return;
  // What does not return runs at the default level.
  if (const auto *Call = dyn_cast<CallBase>(&I);
      Call && Call->doesNotReturn() && !Call->isInlineAsm())
    return;
  // Most of what cannot be checked violates all words: one report.
  SmallVector<std::pair<Violation, SmallVector<Restriction, 8>>, 2> Reports;
  for (Restriction R : allRestrictions()) {
    if ((Forbidden & R) == Restriction::None)
      continue;
    std::optional<Violation> Found = violates(I, R);
    // Where it is defined it is at a level of its own.
    if (!Found || (Found->Unseen && requiredLevel(*Found->Unseen)))
      continue;
    auto *Same = find_if(Reports, [&Found](const auto &Report) {
      return Report.first.What == Found->What;
    });
    if (Same == Reports.end())
      Reports.push_back({*Found, {R}});
    else
      Same->second.push_back(R);
  }
  for (const auto &[Found, Words] : Reports)
    report(I, Level, Words, Found, From);
  follow(I, Level, From);
}

/// Checks what runs in \p F: by the windows, and by the source.
void RestrictionChecker::checkLevels(const Function &F) {
  BaseLevels Bases(F, Config, HasBaseLevels);
  DenseMap<const BasicBlock *, unsigned> AtStart;
  AtStart[&F.getEntryBlock()] = Bases.entry();
  for (const BasicBlock *BB : ReversePostOrderTraversal<const Function *>(&F)) {
    unsigned Level = AtStart.lookup(BB);
    BaseLevels::Walk Source = Bases.at(*BB);
    for (const Instruction &I : *BB) {
      if (std::optional<WindowCall> Edge = asWindowCall(I))
        Level = levelByName(Edge->To, Rules).value_or(UnknownLevel);
      unsigned Base = Source.levelFor(I);
      check(I, Base, nullptr);
      if (Level != Base)
        check(I, Level, nullptr);
      Source.pass(I);
    }
    for (const BasicBlock *Next : successors(BB))
      AtStart.try_emplace(Next, Level);
  }
}

/// Checks what runs in \p Called.F at the level that it is called at.
void RestrictionChecker::checkCalled(const Callee &Called) {
  BaseLevels Bases(*Called.F, Config, HasBaseLevels);
  for (const BasicBlock &BB : *Called.F) {
    BaseLevels::Walk Source = Bases.at(BB);
    for (const Instruction &I : BB) {
      if (Source.level() == Bases.entry()) // else it is in a scope of its own
        check(I, Called.Level, Called.Call);
      Source.pass(I);
    }
  }
}

/// Checks all functions that are called meanwhile.
void RestrictionChecker::checkCallees() {
  while (!Waiting.empty())
    checkCalled(Waiting.pop_back_val());
}

static bool restricts(const Policy &Rules) {
  return any_of(Rules.levels(), [](const Level &L) {
    return L.Restrictions != Restriction::None;
  });
}

PreservedAnalyses CheckRestrictionsPass::run(Module &M,
                                             ModuleAnalysisManager &AM) {
  if (!concernsUs(M) && none_of(M, hasWindows))
    return PreservedAnalyses::all();
  std::shared_ptr<const ModuleConfig> Config = configOf(M, AM);
  if (!Config || !restricts(Config->Rules))
    return PreservedAnalyses::all();
  RestrictionChecker Checker(M, *Config);
  for (const Function &F : M)
    if (!F.isDeclaration() && !isLowered(F))
      Checker.checkLevels(F);
  Checker.checkCallees();
  return PreservedAnalyses::all();
}

} // namespace kpkeys
