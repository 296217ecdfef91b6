//===- WindowGraph.h - A function as a WindowProblem ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_TRANSFORMS_WINDOWGRAPH_H
#define KPKEYS_LIB_TRANSFORMS_WINDOWGRAPH_H

#include "BlockCutter.h"
#include "kpkeys/Transforms/WindowSolver.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/PassManager.h"

namespace llvm {
class BasicBlock;
}

namespace kpkeys {

/// A way from one place to the next.
struct Way {
  unsigned From, To;
  bool InBlock;            ///< else an edge of the CFG
  uint64_t SwitchCost;     ///< what a switch costs there when it runs
  bool IsImplicit = false; ///< the call between them is what changes the level
};

/// The places of a function and the ways between them.
class WindowGraph {
public:
  WindowGraph(llvm::Function &F, const NeedMap &Needs, const BaseLevels &Bases,
              const OpenFunctions &Open, const LevelKeepers &Keepers,
              const ModuleConfig &Config, llvm::FunctionAnalysisManager &FAM);

  /// Chooses each place's level; false if there is no way.
  bool solve();
  /// The number of the window of each place, after solve(); places at the
  /// default level are in windows, too, which are none.
  std::vector<unsigned> windows(unsigned &Count) const;

  llvm::ArrayRef<Place> places() const { return Places; }
  llvm::ArrayRef<Way> ways() const { return Ways; }
  /// How often the way, or the block, is taken when the function is called.
  double timesPerCall(const Way &W) const;
  double timesPerCall(const llvm::BasicBlock &BB) const;
  /// What the switches of one run cost, after solve().
  uint64_t switchCost();
  /// What one run would cost at a level that opens one pkey.
  uint64_t insideCost();

private:
  void findLevels(llvm::Function &F);
  void findBases(llvm::BasicBlock &BB);
  void addLevel(unsigned Level);
  void addBlock(llvm::BasicBlock &BB, bool KeepsOut);
  bool keepBudget();
  void forbidWindows(unsigned Number, unsigned Other);
  /// What a switch costs that never runs.
  uint64_t staticCost() const { return EntryFrequency * 64; }
  void addEdges(llvm::BasicBlock &BB);
  uint64_t costOf(const Place &P, unsigned Level, unsigned NumRaised,
                  bool AtBase);
  unsigned addPlace(const Place &P, bool AtBase);
  void findScale(const llvm::Function &F);
  uint64_t frequencyOf(const llvm::BasicBlock &BB) const;
  void leaveDeadEnds();

  BlockCutter Cutter;
  const ModuleConfig &Config;
  llvm::FunctionAnalysisManager &FAM;
  /// What the problem's level numbers stand for; the first is the default.
  llvm::SmallVector<unsigned, 4> Levels;
  llvm::SmallVector<unsigned, 4> NumRaised; ///< pkeys that each level opens
  uint64_t EntryFrequency = 0;
  std::vector<Place> Places;
  std::vector<Way> Ways;
  std::optional<WindowProblem> Problem;
  /// Numbers of a block's places.
  struct Numbers {
    unsigned First, Last;
    unsigned Unwinding; ///< where the way to the landing pad begins
  };
  llvm::DenseMap<const llvm::BasicBlock *, Numbers> Ends;
};

/// True if a later pass of LLVM will put calls among the loads of \p F.
bool isInstrumented(const llvm::Function &F);

} // namespace kpkeys

#endif
