//===- WindowGraph.cpp - A function as a WindowProblem --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  a function and the level that each of its accesses needs.
// Output: places and ways between them, with costs; and, from the solver, the
//         level of each place.
// Method: a block is a sequence of accesses and of what windows must not hold;
//   before the first of them and after the last, nothing asks for a level
//   (BlockCutter).
//     for (i = 0; i < n; i++)      start -> [free: i < n] -> end
//       t->pte[i] = v;                       |       ^
//                                       [access: t->pte[i] = v]
//   A switch costs as often as its place is run (BlockFrequencyInfo: profile
//   or guess), and a little for being there. An instruction in a window costs
//   a four thousandth of a switch for each pkey that is open: of equally many
//   switches those count that are closest to the accesses, and no window is
//   held open for thousands of instructions to save one.
//
//===----------------------------------------------------------------------===//
#include "WindowGraph.h"
#include "kpkeys/IR/Markers.h"
#include "llvm/ADT/IntEqClasses.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/BlockFrequencyInfo.h"
#include "llvm/Analysis/BranchProbabilityInfo.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace kpkeys {

/// Frequencies are relative to this one of the entry block, or to a lower one
/// if the most frequent block would exceed the other.
static constexpr uint64_t MaxEntryFrequency = 256;
static constexpr double MaxFrequency = 1 << 30;
static constexpr uint64_t SwitchWeight = BlockCutter::SwitchWeight;
/// What a foreign store or call in a window costs, in instructions.
static constexpr uint64_t ExposureWeight = SwitchWeight / 16;

/// The product of two costs, or a large one: even the sum of many stays below
/// ForbiddenCost.
static uint64_t product(uint64_t A, uint64_t B) {
  return std::min(SaturatingMultiply(A, B), uint64_t(1) << 46);
}

static unsigned numRaised(unsigned Level, const Policy &Rules) {
  if (!isNamed(Level))
    return Level == UnknownLevel ? 1 : 0;
  return count_if(zip(Rules.levels()[Level].OfPkey,
                      Rules.levels()[Policy::DefaultLevel].OfPkey),
                  [](const auto &Pair) {
                    auto [Has, Default] = Pair;
                    return (Has & ~Default) != 0;
                  });
}

/// What the accesses of a place need together.
static std::pair<DomainSet, DomainSet>
neededBy(ArrayRef<const Access *> Accesses) {
  DomainSet Written, Read;
  for (const Access *A : Accesses) {
    Written.insert(A->Written);
    Read.insert(A->Read);
  }
  return {Written, Read};
}

bool isInstrumented(const Function &F) {
  for (Attribute::AttrKind Kind :
       {Attribute::SanitizeAddress, Attribute::SanitizeHWAddress,
        Attribute::SanitizeMemory, Attribute::SanitizeThread})
    if (F.hasFnAttribute(Kind))
      return true;
  return false;
}

WindowGraph::WindowGraph(Function &F, const NeedMap &Needs,
                         const BaseLevels &Bases, const OpenFunctions &Open,
                         const LevelKeepers &Keepers,
                         const ModuleConfig &Config,
                         FunctionAnalysisManager &FAM)
    : Cutter{Needs, Bases, Open, Keepers, Config}, Config(Config), FAM(FAM) {
  findScale(F);
  findLevels(F);
  Problem.emplace(Levels.size());
  bool ByBlock = Config.Windows == WindowMode::Block || isInstrumented(F);
  SmallPtrSet<const BasicBlock *, 32> Reached;
  for (BasicBlock *BB : ReversePostOrderTraversal<Function *>(&F))
    Reached.insert(BB);
  for (BasicBlock &BB : F)
    addBlock(BB, ByBlock || !Reached.contains(&BB));
  for (BasicBlock &BB : F)
    addEdges(BB);
  leaveDeadEnds();
}

/// A window must not stay open in a loop without end, nor on the way to a trap:
/// nothing there would make it leave.
void WindowGraph::leaveDeadEnds() {
  std::vector<SmallVector<unsigned, 2>> Before(Places.size());
  for (const Way &W : Ways)
    Before[W.To].push_back(W.From);
  std::vector<bool> Leads(Places.size());
  SmallVector<unsigned, 32> Work;
  for (auto [Number, P] : enumerate(Places))
    if (P.What != Place::Kind::Free)
      Work.push_back(Number);
  while (!Work.empty())
    for (unsigned P : Before[Work.pop_back_val()])
      if (!Leads[P]) {
        Leads[P] = true;
        Work.push_back(P);
      }
  for (auto [Number, P] : enumerate(Places))
    if (P.What == Place::Kind::Free && !Leads[Number])
      forbidWindows(Number, Cutter.Bases.outermost());
}

/// Place \p Number, whose base level is one of its own, stays out of windows;
/// it may be at level \p Other as well.
void WindowGraph::forbidWindows(unsigned Number, unsigned Other) {
  for (auto [Level, Each] : enumerate(Levels))
    if (Each != Places[Number].Base && Each != Other)
      Problem->forbid(Number, Level);
}

void WindowGraph::addLevel(unsigned Level) {
  if (!is_contained(Levels, Level))
    Levels.push_back(Level);
}

/// Levels that code in \p BB runs at outside of windows.
void WindowGraph::findBases(BasicBlock &BB) {
  BaseLevels::Walk Walk = Cutter.Bases.at(BB);
  addLevel(Walk.level());
  for (const Instruction &I : BB) {
    unsigned Level = Walk.levelFor(I);
    addLevel(Level);
    if (isa<CallBase>(I))
      addLevel(UnknownLevel); // perhaps
    if (auto Left = Walk.passManual(I))
      addLevel(*Left);
    else
      Walk.pass(I);
    addLevel(Walk.level());
  }
}

/// Those that code asks for, and those that allow what several accesses do.
void WindowGraph::findLevels(Function &F) {
  const Policy &Rules = Config.Rules;
  addLevel(Policy::DefaultLevel);
  SmallMapVector<unsigned, std::pair<DomainSet, DomainSet>, 4> Of;
  for (const auto &[I, N] : Cutter.Needs) {
    if (N.IsApart)
      continue;
    auto &[Written, Read] = Of[N.Level];
    Written.insert(N.Of->Written);
    Read.insert(N.Of->Read);
  }
  for (const auto &[Level, Sets] : Of)
    addLevel(Level);
  for (const Instruction &I : instructions(F))
    if (const OpenFunction *Called = Cutter.Open.calledBy(I))
      addLevel(Called->Level);
  for (unsigned L = 1; L != Rules.levels().size(); ++L) {
    auto NumAllowed = count_if(Of, [&](const auto &Each) {
      auto [Written, Read] = Each.second;
      return grants(L, Written, Read, Rules);
    });
    if (NumAllowed > 1 && permitsAllOf(L, Policy::DefaultLevel, Rules))
      addLevel(L);
  }
  if (Cutter.Bases.hasScopes())
    for (BasicBlock &BB : F)
      findBases(BB);
  llvm::sort(Levels); // the map has no order
  for (unsigned L : Levels) {
    NumRaised.push_back(numRaised(L, Rules));
    Cutter.LoadsAreForeign |=
        isNamed(L) && !permitsAllOf(L, Policy::DefaultLevel, Rules);
    if (isNamed(L))
      Cutter.Forbidden |= Rules.levels()[L].Restrictions;
  }
}

void WindowGraph::findScale(const Function &F) {
  auto &BFI = FAM.getResult<BlockFrequencyAnalysis>(const_cast<Function &>(F));
  uint64_t Most = 1;
  for (const BasicBlock &BB : F)
    Most = std::max(Most, BFI.getBlockFreq(&BB).getFrequency());
  double MostTimes = double(Most) / double(BFI.getEntryFreq().getFrequency());
  EntryFrequency = static_cast<uint64_t>(
      std::clamp(MaxFrequency / MostTimes, 1.0, double(MaxEntryFrequency)));
}

/// How often \p BB runs, relative to EntryFrequency.
uint64_t WindowGraph::frequencyOf(const BasicBlock &BB) const {
  auto &BFI = FAM.getResult<BlockFrequencyAnalysis>(
      const_cast<Function &>(*BB.getParent()));
  double Times = double(BFI.getBlockFreq(&BB).getFrequency()) /
                 double(BFI.getEntryFreq().getFrequency());
  return static_cast<uint64_t>(
      std::clamp(Times * double(EntryFrequency), 1.0, MaxFrequency));
}

/// What it costs to run \p P at \p Level, which is open for \p NumRaised pkeys;
/// \p AtBase: unless it holds an access, it stays out of windows.
uint64_t WindowGraph::costOf(const Place &P, unsigned Level, unsigned NumRaised,
                             bool AtBase) {
  bool IsBase = Level == P.Base;
  uint64_t Frequency = frequencyOf(*P.Block);
  // An empty place counts as well: switches stand close to what needs them.
  uint64_t Weight = std::max<uint64_t>(P.Weight, 1);
  uint64_t Inside = IsBase ? 0 : product(Frequency, Weight * NumRaised);
  auto [Written, Read] = neededBy(P.Accesses);
  switch (P.What) {
  case Place::Kind::Access:
    return isNamed(Level) && (grants(Level, Written, Read, Config.Rules) ||
                              levelFor(Written, Read, Config.Rules) == Level)
               ? Inside
               : ForbiddenCost;
  case Place::Kind::Call:
    if (P.Called->Level == Level)
      return Inside + product(P.Called->InsideCost * NumRaised, Frequency);
    return Level == Policy::DefaultLevel && IsBase
               ? product(P.Called->SwitchCost, Frequency)
               : ForbiddenCost;
  case Place::Kind::Free:
    return IsBase ? 0 : AtBase ? ForbiddenCost : Inside;
  case Place::Kind::Exposed:
    if (IsBase)
      return 0;
    return permitsAllOf(Level, P.Base, Config.Rules)
               ? Inside + Frequency * ExposureWeight
               : ForbiddenCost;
  case Place::Kind::Foreign:
    return IsBase ? 0 : ForbiddenCost;
  }
  llvm_unreachable("every kind has a cost");
}

unsigned WindowGraph::addPlace(const Place &P, bool AtBase) {
  SmallVector<uint64_t, 4> CostAt;
  for (auto [Level, Raised] : zip(Levels, NumRaised))
    CostAt.push_back(costOf(P, Level, Raised, AtBase));
  Places.push_back(P);
  return Problem->addPlace(CostAt);
}

/// \p KeepsOut: no window may cross the block's ends.
void WindowGraph::addBlock(BasicBlock &BB, bool KeepsOut) {
  uint64_t WhenRun = frequencyOf(BB) * SwitchWeight;
  unsigned First = Places.size(), Last = First, Unwinding = First;
  for (const Place &P : Cutter.cut(BB)) {
    bool IsEntry = BB.isEntryBlock() && Places.size() == First;
    unsigned Number = addPlace(P, IsEntry || KeepsOut);
    if (Number == First)
      continue;
    bool IsImplicit = P.How != Place::Entered::Along;
    bool Unwinds = P.How == Place::Entered::ByUnwinding;
    unsigned Before = Last;
    if (Unwinds && Places[Last].How == Place::Entered::ByReturn)
      --Before; // the call
    if (!IsImplicit)
      Problem->addEdge(Before, Number, WhenRun + staticCost());
    Ways.push_back({Before, Number, true, WhenRun, IsImplicit});
    Unwinding = Number;
    if (!Unwinds)
      Last = Number;
  }
  Ends[&BB] = {First, Last, Unwinding};
}

void WindowGraph::addEdges(BasicBlock &BB) {
  auto &BPI = FAM.getResult<BranchProbabilityAnalysis>(*BB.getParent());
  uint64_t Frequency = frequencyOf(BB);
  SmallPtrSet<const BasicBlock *, 4> Seen;
  for (BasicBlock *Next : successors(&BB)) {
    if (!Seen.insert(Next).second)
      continue;
    bool HoldsSwitch = !isa<IndirectBrInst>(BB.getTerminator());
    bool NeedsBlock =
        BB.getUniqueSuccessor() != Next && Next->getUniquePredecessor() != &BB;
    uint64_t Taken = BPI.getEdgeProbability(&BB, Next).scale(Frequency);
    uint64_t WhenRun = std::max<uint64_t>(Taken, 1) * SwitchWeight;
    uint64_t Cost = WhenRun + staticCost() * (NeedsBlock ? 2 : 1);
    const Numbers &Here = Ends.lookup(&BB);
    unsigned From = Next->isEHPad() ? Here.Unwinding : Here.Last;
    unsigned To = Ends.lookup(Next).First;
    Problem->addEdge(From, To, HoldsSwitch ? Cost : ForbiddenCost);
    Ways.push_back({From, To, false, WhenRun});
  }
}

double WindowGraph::timesPerCall(const Way &W) const {
  return double(W.SwitchCost) / double(EntryFrequency * SwitchWeight);
}

double WindowGraph::timesPerCall(const BasicBlock &BB) const {
  return double(frequencyOf(BB)) / double(EntryFrequency);
}

uint64_t WindowGraph::insideCost() {
  uint64_t Sum = 0;
  for (const Place &P : Places) {
    Sum += product(frequencyOf(*P.Block), P.Weight);
    if (P.Called)
      Sum += product(frequencyOf(*P.Block), P.Called->InsideCost);
  }
  return Sum / EntryFrequency;
}

uint64_t WindowGraph::switchCost() {
  uint64_t Sum = 0;
  for (const Way &W : Ways)
    if (Places[W.From].Level != Places[W.To].Level)
      Sum += W.SwitchCost;
  for (const Place &P : Places)
    if (P.Called && P.Level == Policy::DefaultLevel)
      Sum += costOf(P, P.Level, /*NumRaised=*/0, /*AtBase=*/true);
  return Sum / EntryFrequency;
}

std::vector<unsigned> WindowGraph::windows(unsigned &Count) const {
  IntEqClasses Classes(Places.size());
  for (const Way &W : Ways)
    if (Places[W.From].Level == Places[W.To].Level)
      Classes.join(W.From, W.To);
  Classes.compress();
  Count = Classes.getNumClasses();
  std::vector<unsigned> Of;
  for (unsigned P = 0; P != Places.size(); ++P)
    Of.push_back(Classes[P]);
  return Of;
}

/// Puts stores out of windows that hold too many, those that run least first;
/// true if none does.
bool WindowGraph::keepBudget() {
  unsigned Count;
  std::vector<unsigned> WindowOf = windows(Count);
  std::vector<SmallVector<unsigned, 8>> Stores(Count);
  for (auto [Number, P] : enumerate(Places))
    if (P.As == ExposedAs::Store && P.isInWindow())
      Stores[WindowOf[Number]].push_back(Number);
  bool Kept = true;
  for (SmallVector<unsigned, 8> &Of : Stores) {
    if (Of.size() <= Config.Exposed.NumStores)
      continue;
    Kept = false;
    llvm::sort(Of, [this](unsigned A, unsigned B) {
      return std::pair(frequencyOf(*Places[A].Block), A) <
             std::pair(frequencyOf(*Places[B].Block), B);
    });
    for (unsigned Number : ArrayRef(Of).drop_back(Config.Exposed.NumStores))
      forbidWindows(Number, Places[Number].Base);
  }
  return Kept;
}

bool WindowGraph::solve() {
  do {
    std::vector<unsigned> LevelOf = solveWindows(*Problem);
    if (Problem->cost(LevelOf) >= ForbiddenCost)
      return false;
    for (auto [P, Level] : zip(Places, LevelOf))
      P.Level = Levels[Level];
  } while (!keepBudget());
  return true;
}

} // namespace kpkeys
