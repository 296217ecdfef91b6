//===- CallerSearch.h - From a write up to who is called first --*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_AUDIT_JUDGE_CALLERSEARCH_H
#define KPKEYS_LIB_AUDIT_JUDGE_CALLERSEARCH_H

#include "Program.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

namespace kpkeys::audit {

/// What must be so for the write to be made and to need a guard.
struct Demand {
  std::vector<uint64_t> Params; ///< as Need::Params
  std::vector<Condition> When;
  uint64_t Ended = 0; ///< as Need::Ended
  bool operator==(const Demand &O) const {
    return Params == O.Params && When == O.When && Ended == O.Ended;
  }
};

/// One function on the way up.
struct Step {
  const Node *At;
  Demand What;
  const Call *Site;  ///< in At, of the function of the step below
  const Step *Below; ///< null: at the write
  /// The lowest function that the way has through a pointer.
  const Node *Via;
};

/// Visits the callers of a function in which a write needs a guard, those of
/// direct calls first and each by its shortest way.
class CallerSearch {
public:
  /// Called for a caller that holds a guard, with the way from its callee.
  using GuardedFn = llvm::function_ref<void(const Step &Callee, const Edge &)>;
  CallerSearch(const Node &Origin, const Need &N, GuardedFn OnGuarded);
  /// The ways to where no guard is held: one from each root, and one for each
  /// function that is called through a pointer.
  llvm::ArrayRef<const Step *> roots() const { return Roots; }

private:
  void visit(const Step &S);
  void add(Step S);
  bool isKnown(const Step &S) const;

  GuardedFn OnGuarded;
  std::deque<Step> Steps; ///< all; they do not move
  std::deque<const Step *> Direct, ByPointer;
  llvm::DenseMap<const Node *, llvm::SmallVector<const Step *, 1>> AtNode;
  llvm::SmallVector<const Step *, 4> Roots;
};

} // namespace kpkeys::audit

#endif
