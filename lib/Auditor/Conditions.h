//===- Conditions.h - What a path knows of conditions -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A path that has passed `if (locked)` one way passes the next test of the same
// value the same way. Values in memory may change and are not remembered.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_LIB_AUDITOR_CONDITIONS_H
#define KPKEYS_LIB_AUDITOR_CONDITIONS_H

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/InstrTypes.h"
#include <optional>

namespace llvm {
class Function;
class PHINode;
} // namespace llvm

namespace kpkeys {

/// "Left <predicate> Right", where Right is null for zero.
struct Condition {
  const llvm::Value *Left;
  llvm::CmpInst::Predicate Predicate;
  const llvm::Value *Right;
  bool operator==(const Condition &O) const {
    return Left == O.Left && Predicate == O.Predicate && Right == O.Right;
  }
};

/// A condition, and whether it holds.
struct Fact {
  Condition What;
  bool Holds;
  bool operator==(const Fact &O) const {
    return What == O.What && Holds == O.Holds;
  }
};

/// What \p V, an i1, says if it is true.
Fact factOf(const llvm::Value &V);

/// "\p V is zero", or is not.
Fact zeroFact(const llvm::Value &V, bool IsZero);

/// \p V without what changes no test of it for zero: casts, markers, hints.
const llvm::Value *stripTested(const llvm::Value *V);

class Facts {
  llvm::SmallVector<Fact, 4> Known;

public:
  bool operator==(const Facts &O) const { return Known == O.Known; }
  /// True or false if it follows.
  std::optional<bool> eval(const Condition &C) const;
  void add(const Fact &F);
  /// \p V gets a new value.
  void forget(const llvm::Value &V);
  void clear() { Known.clear(); }
  /// Of the block's phis, as it is entered from \p From.
  void enter(const llvm::BasicBlock &Block, const llvm::BasicBlock &From,
             const llvm::SmallPtrSetImpl<const llvm::Value *> &Tracked);
};

/// The values in \p F that are tested more than once, or are the tests of what
/// was decided before: those that facts are worth remembering of.
llvm::SmallPtrSet<const llvm::Value *, 16>
testedValues(const llvm::Function &F);

} // namespace kpkeys

#endif
