//===- OpenFunctions.h - Functions that a window may hold -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_TRANSFORMS_OPENFUNCTIONS_H
#define KPKEYS_LIB_TRANSFORMS_OPENFUNCTIONS_H

#include "kpkeys/Analysis/DomainSet.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallVector.h"
#include <memory>

namespace llvm {
class CallBase;
class Function;
class Instruction;
} // namespace llvm

namespace kpkeys {

class WindowGraph;

/// A function all of which may run at one level.
struct OpenFunction {
  unsigned Level;
  DomainSet Domains;
  uint64_t SwitchCost; ///< of one call at the default level
  uint64_t InsideCost; ///< of one call at Level
  unsigned NumInstructions;
  llvm::Function *Clone = nullptr; ///< that is entered at Level
};

/// The functions of a module that only open windows and close them. A window
/// of a caller may hold a call of such a function: of a clone without windows,
/// which is entered at the level.
class OpenFunctions {
  const Policy &Rules;
  /// Graphs point to what is in it.
  llvm::MapVector<llvm::Function *, std::unique_ptr<OpenFunction>> Known;

public:
  explicit OpenFunctions(const Policy &Rules) : Rules(Rules) {}

  /// Adds \p F if it is one, by its solved graph, which has no windows yet.
  void add(llvm::Function &F, WindowGraph &Graph);
  /// What \p I, a call that a window may hold, calls; nullptr if it is none.
  const OpenFunction *calledBy(const llvm::Instruction &I) const;
  /// Makes \p Call, which is in a window, call the clone. Functions that are
  /// called must have their windows.
  void enter(llvm::CallBase &Call);
  /// Erases functions of the module that nobody calls any more, in it or in its
  /// asm; returns the clones.
  llvm::SmallVector<llvm::Function *, 4>
  finish(llvm::SmallVectorImpl<llvm::Function *> &Changed);

private:
  llvm::Function *cloneOf(llvm::Function &F);
};

} // namespace kpkeys

#endif
