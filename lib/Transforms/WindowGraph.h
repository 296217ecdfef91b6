//===- WindowGraph.h - A function as a WindowProblem ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_TRANSFORMS_WINDOWGRAPH_H
#define KPKEYS_LIB_TRANSFORMS_WINDOWGRAPH_H

#include "OpenFunctions.h"
#include "kpkeys/Analysis/Accesses.h"
#include "kpkeys/IR/ModuleConfig.h"
#include "kpkeys/Transforms/WindowSolver.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/PassManager.h"

namespace llvm {
class BasicBlock;
}

namespace kpkeys {

/// An access and the level of its domain, or of all its domains.
struct Need {
  const Access *Of;
  unsigned Level;
  bool IsApart; ///< has a window of its own, which FormWindows puts around it
};
using NeedMap = llvm::DenseMap<const llvm::Instruction *, Need>;

/// A stretch of a block that runs at one level.
struct Place {
  enum class Kind {
    Free,    ///< at the start or the end of a block: nothing asks for a level
    Access,  ///< accesses that the same levels allow
    Call,    ///< of a function that may run at one level, or have windows
    Exposed, ///< one that is foreign, and may be in a relaxed window
    Foreign  ///< what a window must not hold
  };
  Kind What;
  llvm::BasicBlock *Block;
  llvm::Instruction *First = nullptr; ///< of those that ask; none if free
  llvm::Instruction *Last = nullptr;
  unsigned NumInstructions = 0; ///< all that are in the stretch
  uint64_t Weight = 0;          ///< of what is in it, in instructions
  llvm::SmallVector<const Access *, 2> Accesses;
  const OpenFunction *Called = nullptr;
  ExposedAs As = ExposedAs::Nothing;
  unsigned Level = Policy::DefaultLevel; ///< after solve()

  Place(Kind What, llvm::BasicBlock &Block) : What(What), Block(&Block) {}
};

/// A way from one place to the next.
struct Way {
  unsigned From, To;
  bool InBlock;        ///< else an edge of the CFG
  uint64_t SwitchCost; ///< what a switch costs there when it runs
};

/// The places of a function and the ways between them.
class WindowGraph {
public:
  WindowGraph(llvm::Function &F, const NeedMap &Needs,
              const OpenFunctions &Open, const ModuleConfig &Config,
              llvm::FunctionAnalysisManager &FAM);

  /// Chooses each place's level.
  void solve();
  /// The number of the window of each place, after solve(); places at the
  /// default level are in windows, too, which are none.
  std::vector<unsigned> windows(unsigned &Count) const;

  llvm::ArrayRef<Place> places() const { return Places; }
  llvm::ArrayRef<Way> ways() const { return Ways; }
  /// What the switches of one run cost, after solve().
  uint64_t switchCost();
  /// What one run would cost at a level that opens one pkey.
  uint64_t insideCost();

private:
  void findLevels(llvm::Function &F, const NeedMap &Needs);
  llvm::SmallVector<Place, 4> cut(llvm::BasicBlock &BB, const NeedMap &Needs);
  void addBlock(llvm::BasicBlock &BB, const NeedMap &Needs, bool KeepsOut);
  bool keepBudget();
  /// What a switch costs that never runs.
  uint64_t staticCost() const { return EntryFrequency * 64; }
  void addEdges(llvm::BasicBlock &BB);
  uint64_t costOf(const Place &P, unsigned Level, unsigned NumRaised,
                  bool AtDefault);
  unsigned addPlace(const Place &P, bool AtDefault);
  void findScale(const llvm::Function &F);
  uint64_t frequencyOf(const llvm::BasicBlock &BB);
  bool isKeptOut(const llvm::Instruction &I) const;
  void leaveDeadEnds();

  const OpenFunctions &Open;
  const ModuleConfig &Config;
  llvm::FunctionAnalysisManager &FAM;
  /// What the problem's level numbers stand for; the first is the default.
  llvm::SmallVector<unsigned, 4> Levels;
  llvm::SmallVector<unsigned, 4> NumRaised; ///< pkeys that each level opens
  /// A level takes away what level `default` may read, so that windows hold no
  /// loads but of local variables.
  bool LoadsAreForeign = false;
  uint64_t EntryFrequency = 0;
  std::vector<Place> Places;
  std::vector<Way> Ways;
  std::optional<WindowProblem> Problem;
  /// Of each block the numbers of its first and its last place.
  llvm::DenseMap<const llvm::BasicBlock *, std::pair<unsigned, unsigned>> Ends;
};

/// True if a later pass of LLVM will put calls among the loads of \p F.
bool isInstrumented(const llvm::Function &F);

/// True if code that runs at level `default` can run at \p Level as well.
bool holdsOrdinaryCode(unsigned Level, const Policy &Rules);

} // namespace kpkeys

#endif
