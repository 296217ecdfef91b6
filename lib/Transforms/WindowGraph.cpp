//===- WindowGraph.cpp - A function as a WindowProblem --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  a function and the level that each of its accesses needs.
// Output: places and ways between them, with costs; and, from the solver, the
//         level of each place.
// Method: a block is a sequence of accesses and of what windows must not hold;
//   before the first of them and after the last, nothing asks for a level.
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
/// What running a switch costs, in instructions.
static constexpr uint64_t SwitchWeight = 4096;
/// What a foreign store or call in a window costs, in instructions.
static constexpr uint64_t ExposureWeight = SwitchWeight / 16;

/// The product of two costs, or a large one: even the sum of many stays below
/// ForbiddenCost.
static uint64_t product(uint64_t A, uint64_t B) {
  return std::min(SaturatingMultiply(A, B), uint64_t(1) << 46);
}

/// What \p I costs in a window, in instructions. A load that others see may
/// wait for them in a loop, for longer than the loop's frequency tells.
static uint64_t weightOf(const Instruction &I) {
  return I.isVolatile() || I.isAtomic() ? SwitchWeight / 4 : 1;
}

bool holdsOrdinaryCode(unsigned Level, const Policy &Rules) {
  return all_of(zip(Rules.levels()[Level].OfPkey,
                    Rules.levels()[Policy::DefaultLevel].OfPkey),
                [](const auto &Pair) {
                  auto [Has, Default] = Pair;
                  return (Has & Default) == Default;
                });
}

static unsigned numRaised(unsigned Level, const Policy &Rules) {
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
                         const OpenFunctions &Open, const ModuleConfig &Config,
                         FunctionAnalysisManager &FAM)
    : Open(Open), Config(Config), FAM(FAM) {
  findScale(F);
  findLevels(F, Needs);
  Problem.emplace(Levels.size());
  bool ByBlock = Config.Windows == WindowMode::Block || isInstrumented(F);
  SmallPtrSet<const BasicBlock *, 32> Reached;
  for (BasicBlock *BB : ReversePostOrderTraversal<Function *>(&F))
    Reached.insert(BB);
  for (BasicBlock &BB : F)
    addBlock(BB, Needs, ByBlock || !Reached.contains(&BB));
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
      for (unsigned Level = 1; Level != Levels.size(); ++Level)
        Problem->forbid(Number, Level);
}

/// Those that accesses and callees need, and those that allow what several of
/// them do.
void WindowGraph::findLevels(Function &F, const NeedMap &Needs) {
  Levels.push_back(Policy::DefaultLevel);
  SmallVector<std::pair<DomainSet, DomainSet>, 4> Of;
  auto SetsOf = [&](unsigned Level) -> std::pair<DomainSet, DomainSet> & {
    auto *Known = find(Levels, Level);
    if (Known == Levels.end()) {
      Levels.push_back(Level);
      Of.push_back({});
      Known = &Levels.back();
    }
    return Of[Known - Levels.begin() - 1];
  };
  for (const auto &[I, N] : Needs) {
    if (N.IsApart)
      continue;
    auto &[Written, Read] = SetsOf(N.Level);
    Written.insert(N.Of->Written);
    Read.insert(N.Of->Read);
  }
  for (const Instruction &I : instructions(F))
    if (const OpenFunction *Called = Open.calledBy(I))
      SetsOf(Called->Level);
  llvm::sort(Levels); // the map has no order
  for (unsigned L = 1; L != Config.Rules.levels().size(); ++L) {
    auto NumAllowed = count_if(Of, [&](const auto &Sets) {
      auto [Written, Read] = Sets;
      return !(Written.empty() && Read.empty()) &&
             grants(L, Written, Read, Config.Rules);
    });
    if (NumAllowed > 1 && !is_contained(Levels, L) &&
        holdsOrdinaryCode(L, Config.Rules))
      Levels.push_back(L);
  }
  for (unsigned L : Levels) {
    NumRaised.push_back(numRaised(L, Config.Rules));
    LoadsAreForeign |= !holdsOrdinaryCode(L, Config.Rules);
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
uint64_t WindowGraph::frequencyOf(const BasicBlock &BB) {
  auto &BFI = FAM.getResult<BlockFrequencyAnalysis>(
      const_cast<Function &>(*BB.getParent()));
  double Times = double(BFI.getBlockFreq(&BB).getFrequency()) /
                 double(BFI.getEntryFreq().getFrequency());
  return static_cast<uint64_t>(
      std::clamp(Times * double(EntryFrequency), 1.0, MaxFrequency));
}

/// What it costs to run \p P at \p Level, which is open for \p NumRaised pkeys;
/// \p AtDefault: unless it holds an access, it runs at the default level.
uint64_t WindowGraph::costOf(const Place &P, unsigned Level, unsigned NumRaised,
                             bool AtDefault) {
  bool IsDefault = Level == Policy::DefaultLevel;
  uint64_t Frequency = frequencyOf(*P.Block);
  uint64_t Inside = product(Frequency, P.Weight * NumRaised);
  auto [Written, Read] = neededBy(P.Accesses);
  switch (P.What) {
  case Place::Kind::Access:
    return grants(Level, Written, Read, Config.Rules) ||
                   levelFor(Written, Read, Config.Rules) == Level
               ? Inside
               : ForbiddenCost;
  case Place::Kind::Call:
    if (IsDefault)
      return product(P.Called->SwitchCost, Frequency);
    return P.Called->Level == Level
               ? Inside + product(P.Called->InsideCost * NumRaised, Frequency)
               : ForbiddenCost;
  case Place::Kind::Free:
    return IsDefault ? 0 : AtDefault ? ForbiddenCost : Inside;
  case Place::Kind::Exposed:
    return IsDefault ? 0 : Inside + Frequency * ExposureWeight;
  case Place::Kind::Foreign:
    return IsDefault ? 0 : ForbiddenCost;
  }
  llvm_unreachable("every kind has a cost");
}

unsigned WindowGraph::addPlace(const Place &P, bool AtDefault) {
  SmallVector<uint64_t, 4> CostAt;
  for (auto [Level, Raised] : zip(Levels, NumRaised))
    CostAt.push_back(costOf(P, Level, Raised, AtDefault));
  Places.push_back(P);
  return Problem->addPlace(CostAt);
}

/// True if no window may hold \p I, which is no access.
bool WindowGraph::isKeptOut(const Instruction &I) const {
  auto *Load = dyn_cast<LoadInst>(&I);
  bool ReadsElsewhere = I.mayReadFromMemory() &&
                        !(Load && pointsIntoLocals(Load->getPointerOperand()));
  return isForeign(I) || (LoadsAreForeign && ReadsElsewhere);
}

/// Cuts \p BB into places.
SmallVector<Place, 4> WindowGraph::cut(BasicBlock &BB, const NeedMap &Needs) {
  SmallVector<Place, 4> Cut;
  if (BB.isEntryBlock()) // is entered at the default level
    Cut.emplace_back(Place::Kind::Foreign, BB);
  Cut.emplace_back(Place::Kind::Free, BB);
  unsigned Level = Policy::DefaultLevel; // that the last place asked for
  unsigned NumFree = 0;                  // instructions behind it
  uint64_t FreeWeight = 0;
  for (Instruction &I : BB) {
    if (isa<PHINode>(I) || I.isDebugOrPseudoInst() || asMarker(I))
      continue;
    auto Found = Needs.find(&I);
    bool IsApart = Found != Needs.end() && Found->second.IsApart;
    bool IsAccess = Found != Needs.end() && !IsApart;
    const OpenFunction *Called =
        Found == Needs.end() ? Open.calledBy(I) : nullptr;
    if (!IsAccess && !IsApart && !Called && !isKeptOut(I)) {
      ++NumFree;
      FreeWeight += weightOf(I);
      continue;
    }
    ExposedAs As = Config.Windows == WindowMode::Relaxed && !IsApart &&
                           !IsAccess && !Called
                       ? exposedAs(I, Config.Exposed)
                       : ExposedAs::Nothing;
    bool IsExposed = As != ExposedAs::Nothing;
    auto Kind = IsAccess    ? Place::Kind::Access
                : Called    ? Place::Kind::Call
                : IsExposed ? Place::Kind::Exposed
                            : Place::Kind::Foreign;
    unsigned Wanted = IsAccess ? Found->second.Level : Policy::DefaultLevel;
    bool IsFirst = Cut.back().What == Place::Kind::Free;
    if (IsFirst || Kind != Cut.back().What || Wanted != Level || Called ||
        IsExposed) {
      if (IsFirst) {
        Cut.back().NumInstructions = NumFree;
        Cut.back().Weight = FreeWeight;
      }
      if (I.isEHPad()) // which nothing goes before
        Cut.pop_back();
      else if (!IsFirst && IsAccess && Level != Policy::DefaultLevel &&
               Config.Windows == WindowMode::Block)
        Cut.emplace_back(Place::Kind::Foreign, BB); // leave, and enter again
      Cut.emplace_back(Kind, BB);
      Cut.back().First = &I;
      Cut.back().Called = Called;
      Cut.back().As = As;
      NumFree = FreeWeight = 0;
    }
    Cut.back().Last = &I;
    Cut.back().Weight += FreeWeight + 1;
    Cut.back().NumInstructions +=
        NumFree + 1 + (Called ? Called->NumInstructions : 0);
    if (IsAccess)
      Cut.back().Accesses.push_back(Found->second.Of);
    Level = Wanted;
    NumFree = FreeWeight = 0;
  }
  if (Cut.back().Last != BB.getTerminator()) {
    if (Cut.back().What != Place::Kind::Free)
      Cut.emplace_back(Place::Kind::Free, BB);
    Cut.back().NumInstructions = NumFree;
    Cut.back().Weight = FreeWeight;
  }
  return Cut;
}

/// \p KeepsOut: no window may cross the block's ends.
void WindowGraph::addBlock(BasicBlock &BB, const NeedMap &Needs,
                           bool KeepsOut) {
  uint64_t SwitchCost = frequencyOf(BB) * SwitchWeight + staticCost();
  unsigned First = Places.size();
  for (const Place &P : cut(BB, Needs)) {
    bool IsEntry = BB.isEntryBlock() && Places.size() == First;
    unsigned Number =
        addPlace(P, P.What == Place::Kind::Foreign || IsEntry || KeepsOut);
    if (Number == First)
      continue;
    Problem->addEdge(Number - 1, Number, SwitchCost);
    Ways.push_back({Number - 1, Number, true, frequencyOf(BB) * SwitchWeight});
  }
  Ends[&BB] = {First, unsigned(Places.size() - 1)};
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
    unsigned From = Ends.lookup(&BB).second, To = Ends.lookup(Next).first;
    Problem->addEdge(From, To, HoldsSwitch ? Cost : ForbiddenCost);
    Ways.push_back({From, To, false, WhenRun});
  }
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
      Sum += costOf(P, P.Level, /*NumRaised=*/0, /*AtDefault=*/true);
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
    if (P.As == ExposedAs::Store && P.Level != Policy::DefaultLevel)
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
      for (unsigned Level = 1; Level != Levels.size(); ++Level)
        Problem->forbid(Number, Level);
  }
  return Kept;
}

void WindowGraph::solve() {
  do
    for (auto [P, Level] : zip(Places, solveWindows(*Problem)))
      P.Level = Levels[Level];
  while (!keepBudget());
}

} // namespace kpkeys
