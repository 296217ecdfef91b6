//===- WindowReport.cpp - What windows hold, as remarks -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  a solved WindowGraph, and the accesses that have windows apart.
// Output: remarks. A window is the places of one level that hang together.
//
//===----------------------------------------------------------------------===//
#include "WindowReport.h"
#include "kpkeys/IR/Scopes.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/IntrinsicInst.h"
#include <numeric>

using namespace llvm;

namespace kpkeys {

static constexpr char PassName[] = "kpkeys";

bool runsCode(const Instruction &I) {
  const auto *Call = dyn_cast<CallBase>(&I);
  return Call && !Call->isInlineAsm() && !isa<IntrinsicInst>(Call);
}

namespace {
/// What one window holds, or a scope with the windows that it joins.
struct Contents {
  unsigned Level = Policy::DefaultLevel;
  bool IsScope = false;
  const Instruction *First = nullptr;
  DomainSet Domains;
  unsigned NumWrites = 0, NumReads = 0, NumCalls = 0;
  unsigned NumForeignStores = 0;
  unsigned NumSwitches = 0; ///< in the code, not how often they run
  unsigned NumInstructions = 0;
  unsigned LongestPath = 0; ///< of instructions; each loop counts once
  SmallSetVector<StringRef, 2> Callees;

  void add(const Access &A);
  void add(const Instruction &Call, const OpenFunction &Called);
  void add(const Instruction &I, ExposedAs As);
  void addScope(const Place &P);
  void remark(const Policy &Rules, OptimizationRemarkEmitter &ORE) const;
};
} // namespace

static StringRef calleeName(const Instruction &I) {
  const Value *Callee =
      cast<CallBase>(I).getCalledOperand()->stripPointerCasts();
  return isa<Function>(Callee) ? Callee->getName() : "<a pointer's target>";
}

void Contents::add(const Access &A) {
  if (!First)
    First = A.I;
  Domains.insert(A.domains());
  ++(A.Written.empty() ? NumReads : NumWrites);
  if (runsCode(*A.I))
    Callees.insert(calleeName(*A.I));
}

void Contents::add(const Instruction &Call, const OpenFunction &Called) {
  if (!First)
    First = &Call;
  Domains.insert(Called.Domains);
  ++NumCalls;
  Callees.insert(calleeName(Call));
}

void Contents::add(const Instruction &I, ExposedAs As) {
  NumForeignStores += As == ExposedAs::Store;
  if (As == ExposedAs::Call)
    Callees.insert(calleeName(I));
}

/// Adds what runs at the level because the source says so.
void Contents::addScope(const Place &P) {
  IsScope |= !P.IsCalleeLevel;
  if (!First)
    First = P.First;
  for (const Instruction *I = P.First;; I = I->getNextNode()) {
    if (runsCode(*I) && !asManualCall(*I)) {
      NumCalls += P.IsCalleeLevel;
      Callees.insert(calleeName(*I));
    } else if (!asScopeCall(*I) && !isa<CallBase>(I))
      NumForeignStores += I->mayWriteToMemory();
    if (I == P.Last)
      break;
  }
}

static void addCount(OptimizationRemark &R, StringRef Key, unsigned Count,
                     StringRef What) {
  R << ore::NV(Key, Count) << " " << What << (Count == 1 ? "" : "s");
}

void Contents::remark(const Policy &Rules,
                      OptimizationRemarkEmitter &ORE) const {
  ORE.emit([&] {
    OptimizationRemark R(PassName, "Window", First);
    R << (IsScope ? "scope" : "window") << " at level '"
      << ore::NV("Level", Rules.levels()[Level].Name) << "'";
    if (!Domains.empty())
      R << " for domain '" << ore::NV("Domain", Domains.str(Rules)) << "'";
    R << ": ";
    const char *Separator = "", *In = "";
    for (auto [Key, Count, What] : {std::tuple("Writes", NumWrites, "write"),
                                    std::tuple("Reads", NumReads, "read"),
                                    std::tuple("Calls", NumCalls, "call")}) {
      if (!Count)
        continue;
      R << Separator;
      addCount(R, Key, Count, What);
      Separator = ", ";
      In = " in ";
    }
    R << In;
    addCount(R, "Instructions", NumInstructions, "instruction");
    R << ", ";
    addCount(R, "Switches", NumSwitches, "switch place");
    R << ", longest path " << ore::NV("LongestPath", LongestPath);
    if (NumForeignStores) {
      R << "; ";
      addCount(R, "ForeignStores", NumForeignStores, "foreign store");
    }
    for (StringRef Callee : Callees)
      R << "; all of '" << ore::NV("Callee", demangle(Callee))
        << "' runs in it";
    return R;
  });
}

/// Says that \p Blocker keeps the window at \p Level from reaching the next.
static void remarkSplit(const Instruction &Blocker, StringRef Level,
                        OptimizationRemarkEmitter &ORE) {
  ORE.emit([&] {
    StringRef Reason = isa<CallBase>(Blocker)       ? "call"
                       : Blocker.mayWriteToMemory() ? "foreign store"
                       : Blocker.isTerminator()     ? "branch"
                                                    : "operation";
    return OptimizationRemarkMissed(PassName, "WindowSplit", &Blocker)
           << "window at level '" << ore::NV("Level", Level)
           << "' cannot extend over this " << ore::NV("Reason", Reason);
  });
}

namespace {
/// Finds what stands between two windows of one level.
class SplitFinder {
  ArrayRef<Place> Places;
  std::vector<SmallVector<unsigned, 2>> After, Before;

public:
  explicit SplitFinder(const WindowGraph &Graph)
      : Places(Graph.places()), After(Places.size()), Before(Places.size()) {
    for (const Way &W : Graph.ways()) {
      After[W.From].push_back(W.To);
      Before[W.To].push_back(W.From);
    }
  }
  void remark(unsigned Level, StringRef Name, OptimizationRemarkEmitter &ORE);

private:
  bool isAccessAt(unsigned P, unsigned Level) const {
    return Places[P].What == Place::Kind::Access && Places[P].Level == Level;
  }
  std::vector<bool> reach(ArrayRef<SmallVector<unsigned, 2>> Next,
                          unsigned Level, bool OverForeign) const;
};
} // namespace

/// The places that can be reached from accesses at \p Level without another
/// access on the way; \p OverForeign: also over what is foreign.
std::vector<bool> SplitFinder::reach(ArrayRef<SmallVector<unsigned, 2>> Next,
                                     unsigned Level, bool OverForeign) const {
  std::vector<bool> Reached(Places.size());
  SmallVector<unsigned, 32> Work;
  for (unsigned P = 0; P != Places.size(); ++P)
    if (isAccessAt(P, Level))
      Work.push_back(P);
  while (!Work.empty())
    for (unsigned P : Next[Work.pop_back_val()]) {
      if (Reached[P])
        continue;
      Reached[P] = true;
      bool GoesOn = Places[P].What == Place::Kind::Free ||
                    Places[P].What == Place::Kind::Call ||
                    Places[P].What == Place::Kind::Exposed ||
                    (OverForeign && Places[P].What == Place::Kind::Foreign);
      if (GoesOn)
        Work.push_back(P);
    }
  return Reached;
}

void SplitFinder::remark(unsigned Level, StringRef Name,
                         OptimizationRemarkEmitter &ORE) {
  std::vector<bool> FirstAfter = reach(After, Level, /*OverForeign=*/false);
  std::vector<bool> AnyBefore = reach(Before, Level, /*OverForeign=*/true);
  for (unsigned P = 0; P != Places.size(); ++P)
    if (Places[P].What == Place::Kind::Foreign && Places[P].First &&
        FirstAfter[P] && AnyBefore[P])
      remarkSplit(*Places[P].First, Name, ORE);
}

/// For each place the longest way through its window that ends there, in
/// instructions. Ways back, of loops, do not count.
static std::vector<unsigned> pathLengths(const WindowGraph &Graph) {
  ArrayRef<Place> Places = Graph.places();
  std::vector<SmallVector<unsigned, 2>> After(Places.size());
  for (const Way &W : Graph.ways())
    if (Places[W.From].Level == Places[W.To].Level)
      After[W.From].push_back(W.To);
  // Places of a block are numbered in order; blocks are put in order here.
  DenseMap<const BasicBlock *, unsigned> BlockOrder;
  for (const BasicBlock *BB :
       ReversePostOrderTraversal<Function *>(Places.front().Block->getParent()))
    BlockOrder[BB] = BlockOrder.size();
  auto Key = [&](unsigned P) {
    return std::pair(BlockOrder.lookup(Places[P].Block), P);
  };
  std::vector<unsigned> Order(Places.size()), Length(Places.size());
  std::iota(Order.begin(), Order.end(), 0);
  llvm::sort(Order, [&](unsigned A, unsigned B) { return Key(A) < Key(B); });
  for (unsigned P : Order) {
    Length[P] += Places[P].NumInstructions;
    for (unsigned Next : After[P])
      if (Key(P) < Key(Next))
        Length[Next] = std::max(Length[Next], Length[P]);
  }
  return Length;
}

/// The windows of \p Graph that are not apart.
static std::vector<Contents> windowsOf(const WindowGraph &Graph) {
  ArrayRef<Place> Places = Graph.places();
  unsigned Count;
  std::vector<unsigned> WindowOf = Graph.windows(Count);
  std::vector<Contents> Windows(Count);
  for (const Way &W : Graph.ways())
    if (Places[W.From].Level != Places[W.To].Level) {
      ++Windows[WindowOf[W.From]].NumSwitches;
      ++Windows[WindowOf[W.To]].NumSwitches;
    }
  std::vector<unsigned> Length = pathLengths(Graph);
  for (auto [N, P] : enumerate(Places)) {
    Contents &W = Windows[WindowOf[N]];
    W.LongestPath = std::max(W.LongestPath, Length[N]);
    W.Level = P.Level;
    W.NumInstructions += P.NumInstructions;
    if (P.What == Place::Kind::Access)
      for (const Access *A : P.Accesses)
        W.add(*A);
    if (P.Called)
      W.add(*P.First, *P.Called);
    if (P.What == Place::Kind::Exposed && P.isInWindow())
      W.add(*P.First, P.As);
    bool IsScope =
        !P.isInWindow() && P.How == Place::Entered::Along &&
        (P.What == Place::Kind::Foreign || P.What == Place::Kind::Exposed);
    if (IsScope && P.First && P.Level != Policy::DefaultLevel)
      W.addScope(P);
  }
  erase_if(Windows, [](const Contents &W) {
    return W.Level == Policy::DefaultLevel || !isNamed(W.Level) || !W.First;
  });
  return Windows;
}

unsigned remarkWindows(const WindowGraph &Graph, ArrayRef<Need> Apart,
                       const Policy &Rules, OptimizationRemarkEmitter &ORE) {
  std::vector<Contents> Windows = windowsOf(Graph);
  if (!ORE.enabled())
    return Windows.size() + Apart.size();
  SmallSetVector<unsigned, 4> Levels;
  for (const Contents &W : Windows) {
    Levels.insert(W.Level);
    W.remark(Rules, ORE);
  }
  for (const Need &N : Apart) {
    Contents W;
    W.Level = N.Level;
    W.NumInstructions = W.LongestPath = 1;
    bool Branches = N.Of->I->isTerminator();
    W.NumSwitches = 1 + (Branches ? N.Of->I->getNumSuccessors() : 1);
    W.add(*N.Of);
    W.remark(Rules, ORE);
  }
  for (unsigned Level : Levels)
    SplitFinder(Graph).remark(Level, Rules.levels()[Level].Name, ORE);
  return Windows.size() + Apart.size();
}

} // namespace kpkeys
