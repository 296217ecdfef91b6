//===- WindowReport.cpp - What windows hold, as remarks -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  a solved WindowGraph, and its windows.
// Output: a remark on each window, and on what keeps it from the next.
//
//===----------------------------------------------------------------------===//
#include "WindowReport.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/InstrTypes.h"
#include <cmath>

using namespace llvm;

namespace kpkeys {

static constexpr char PassName[] = "kpkeys";

static void addCount(DiagnosticInfoOptimizationBase &R, StringRef Key,
                     unsigned Count, StringRef What) {
  R << ore::NV(Key, Count) << " " << What << (Count == 1 ? "" : "s");
}

static std::string shownName(StringRef Callee) {
  return Callee == AnyCallee ? "<a pointer's target>" : demangle(Callee);
}

/// What no reader asks for; tools/kpkeys-report does.
static void addForTools(OptimizationRemark &R, const WindowContents &W) {
  R << ore::setExtraArgs()
    << ore::NV("SwitchesPer1000", std::lround(1000 * W.SwitchesPerCall));
  for (const std::string &Field : W.Fields)
    R << ore::NV("Field", Field);
  if (W.NumOtherAccesses)
    R << ore::NV("OtherAccesses", W.NumOtherAccesses);
}

static void remarkWindow(const WindowContents &W, const Policy &Rules,
                         OptimizationRemarkEmitter &ORE) {
  ORE.emit([&] {
    OptimizationRemark R(PassName, "Window", W.First);
    R << (W.IsScope ? "scope" : "window") << " at level '"
      << ore::NV("Level", Rules.levels()[W.Level].Name) << "'";
    if (!W.Domains.empty())
      R << " for domain '" << ore::NV("Domain", W.Domains.str(Rules)) << "'";
    R << ": ";
    const char *Separator = "", *In = "";
    for (auto [Key, Count, What] : {std::tuple("Writes", W.NumWrites, "write"),
                                    std::tuple("Reads", W.NumReads, "read"),
                                    std::tuple("Calls", W.NumCalls, "call")}) {
      if (!Count)
        continue;
      R << Separator;
      addCount(R, Key, Count, What);
      Separator = ", ";
      In = " in ";
    }
    R << In;
    addCount(R, "Instructions", W.NumInstructions, "instruction");
    R << ", ";
    addCount(R, "Switches", W.NumSwitches, "switch place");
    R << ", longest path " << ore::NV("LongestPath", W.LongestPath);
    if (W.NumForeignStores) {
      R << "; ";
      addCount(R, "ForeignStores", W.NumForeignStores, "foreign store");
    }
    for (StringRef Callee : W.Callees)
      R << "; all of '" << ore::NV("Callee", shownName(Callee))
        << "' runs in it";
    addForTools(R, W);
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
    OptimizationRemarkMissed R(PassName, "WindowSplit", &Blocker);
    R << "window at level '" << ore::NV("Level", Level)
      << "' cannot extend over this " << ore::NV("Reason", Reason);
    if (const auto *Call = dyn_cast<CallBase>(&Blocker))
      if (const Function *Callee = Call->getCalledFunction())
        R << ore::setExtraArgs() << ore::NV("Callee", Callee->getName());
    return R;
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

/// True if some level of \p Rules permits all that \p A and \p B do.
static bool haveUnion(unsigned A, unsigned B, const Policy &Rules) {
  for (unsigned L = 0; L != Rules.levels().size(); ++L)
    if (permitsAllOf(L, A, Rules) && permitsAllOf(L, B, Rules))
      return true;
  return false;
}

/// Says what a level would save that permits what two windows do, where one
/// goes straight into the other.
static void remarkUnions(const WindowGraph &Graph, const Policy &Rules,
                         OptimizationRemarkEmitter &ORE) {
  struct Changes {
    unsigned Count = 0;
    const Instruction *First = nullptr;
  };
  MapVector<std::pair<unsigned, unsigned>, Changes> Between;
  for (const Way &W : Graph.ways()) {
    const Place &From = Graph.places()[W.From], &To = Graph.places()[W.To];
    bool IsChange = From.isInWindow() && To.isInWindow() &&
                    isNamed(From.Level) && isNamed(To.Level) &&
                    From.Level != To.Level;
    if (!IsChange || haveUnion(From.Level, To.Level, Rules))
      continue;
    Changes &Of = Between[std::minmax(From.Level, To.Level)];
    ++Of.Count;
    if (!Of.First)
      Of.First = To.First ? To.First : To.Block->getTerminator();
  }
  for (const auto &[Levels, Of] : Between) {
    StringRef A = Rules.levels()[Levels.first].Name;
    StringRef B = Rules.levels()[Levels.second].Name;
    ORE.emit([&, &Of = Of] {
      OptimizationRemarkMissed R(PassName, "UnionLevel", Of.First);
      addCount(R, "Switches", Of.Count, "switch place");
      return R << " between levels '" << ore::NV("Level", A) << "' and '"
               << ore::NV("Other", B)
               << "' would not be here if one level permitted both: declare "
                  "one, or 'unions: allow'";
    });
  }
}

void remarkWindows(const WindowGraph &Graph, const WindowList &Windows,
                   const Policy &Rules, OptimizationRemarkEmitter &ORE) {
  if (!ORE.enabled())
    return;
  for (const WindowContents &W : Windows.all())
    remarkWindow(W, Rules, ORE);
  SmallSetVector<unsigned, 4> Levels;
  for (const WindowContents &W : Windows.shared())
    Levels.insert(W.Level);
  for (unsigned Level : Levels)
    SplitFinder(Graph).remark(Level, Rules.levels()[Level].Name, ORE);
  remarkUnions(Graph, Rules, ORE);
}

} // namespace kpkeys
