//===- Conditions.h - What a path knows of conditions -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A path that has passed `if (locked)` one way passes the next test of the same
// value the same way. Values in memory may change and are not remembered.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_LIB_AUDIT_SUMMARIZE_CONDITIONS_H
#define KPKEYS_LIB_AUDIT_SUMMARIZE_CONDITIONS_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/InstrTypes.h"
#include <optional>

namespace llvm {
class ConstantInt;
class Function;
class PHINode;
} // namespace llvm

namespace kpkeys {

/// "(Left & Mask) == Number", or, with a Right, "Left <predicate> Right".
struct Condition {
  const llvm::Value *Left;
  uint64_t Mask = 0, Number = 0;
  llvm::CmpInst::Predicate Predicate = llvm::CmpInst::ICMP_EQ;
  const llvm::Value *Right = nullptr;
  bool operator==(const Condition &O) const {
    return Left == O.Left && Mask == O.Mask && Number == O.Number &&
           Predicate == O.Predicate && Right == O.Right;
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

/// "\p V, the value of a switch, is \p Case".
Fact caseFact(const llvm::Value &V, const llvm::ConstantInt &Case);

/// \p V without what changes no test of it for zero: casts, markers, hints.
const llvm::Value *stripTested(const llvm::Value *V);

/// Of a constant integer, or null; std::nullopt if \p V is none, or too wide.
std::optional<uint64_t> numberOf(const llvm::Value *V);

/// Which values of a function facts are worth remembering of.
struct TestedValues {
  /// Tested more than once, or what such a test was decided by before.
  llvm::SmallPtrSet<const llvm::Value *, 16> Here;
  /// Parameters that are tested once: callers may pass constants.
  llvm::SmallPtrSet<const llvm::Value *, 4> ForCallers;
  /// Those of Here that decide whether a guard is opened or ended.
  llvm::SmallPtrSet<const llvm::Value *, 4> ForGuards;
  /// Those of Here, and results of calls, that may still be tested when a block
  /// is entered, and are not computed anew before.
  llvm::DenseMap<const llvm::BasicBlock *,
                 llvm::SmallPtrSet<const llvm::Value *, 4>>
      Live;
  bool contains(const llvm::Value *V) const {
    return Here.contains(V) || ForCallers.contains(V);
  }
};

class Facts {
  llvm::SmallVector<Fact, 4> Known;

public:
  bool operator==(const Facts &O) const { return Known == O.Known; }
  llvm::ArrayRef<Fact> all() const { return Known; }
  /// True or false if it follows.
  std::optional<bool> eval(const Condition &C) const;
  void add(const Fact &F);
  /// \p V gets a new value.
  void forget(const llvm::Value &V);
  /// Forgets what does not decide about guards.
  void keepForGuards(const TestedValues &Tracked);
  /// Forgets what no test in \p Block or after it needs; but keeps what is of
  /// parameters if \p KeepsParams: callers ask.
  void keepLive(const llvm::BasicBlock &Block, const TestedValues &Tracked,
                bool KeepsParams);
  /// Of the block's phis, as it is entered from \p From.
  void enter(const llvm::BasicBlock &Block, const llvm::BasicBlock &From,
             const TestedValues &Tracked);
};

/// \p IsGuard: the call opens or ends one.
TestedValues
testedValues(const llvm::Function &F,
             llvm::function_ref<bool(const llvm::CallBase &)> IsGuard);

} // namespace kpkeys

#endif
