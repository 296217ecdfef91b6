//===- GuardTable.h - Which calls open and end guards -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_AUDIT_SUMMARIZE_GUARDTABLE_H
#define KPKEYS_LIB_AUDIT_SUMMARIZE_GUARDTABLE_H

#include "kpkeys/IR/Windows.h"
#include "kpkeys/Policy/Policy.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

namespace llvm {
class CallBase;
class Function;
class GlobalValue;
class Module;
class Value;
} // namespace llvm

namespace kpkeys {

/// The function or alias that \p Value is or leads to by aliases that no other
/// file replaces; null: none.
const llvm::GlobalValue *namedFunction(const llvm::Value *Value);
/// The function that \p Call calls; null: through a pointer, or by a name that
/// another file may take.
const llvm::Function *calledFunction(const llvm::CallBase &Call);

/// What a call does to guards.
struct GuardEffect {
  bool IsEnter;
  /// Of an enter: UnknownLevel if it is not known. Of a leave: std::nullopt is
  /// the innermost.
  std::optional<unsigned> Level;
  bool IsConstant = true; ///< the level does not depend on a variable
  bool IsScope = false;   ///< a kpkeys_scope: no function of the source
  GuardCondition When = GuardCondition::Always;
  /// Of a leave: it does not restore what a guard has found, but sets the level
  /// that is held where there are no guards.
  bool IsAbsolute = false;
};

enum class ObjectRole { None, Allocate, Commit, Release, Fails };

class GuardTable {
  /// What the rules say of a function.
  struct Meaning {
    llvm::SmallVector<const GuardCall *, 1> Enter, Leave;
    const BatchFlag *Flag = nullptr;
    bool IsInterrupt = false, Sleeps = false;
    const ObjectRule *Object = nullptr;
    ObjectRole Role = ObjectRole::None;
  };
  const Policy &Rules;
  llvm::StringMap<Meaning> ByName;
  mutable llvm::DenseMap<const llvm::Function *, const Meaning *> Known;

public:
  explicit GuardTable(const Policy &Rules);

  std::optional<GuardEffect> effectOf(const llvm::CallBase &Call) const;
  /// The level that \p F always opens as a whole, by the policy.
  std::optional<unsigned> opens(const llvm::Function &F) const;
  /// The level that \p F always ends, and so is called at.
  std::optional<unsigned> closes(const llvm::Function &F) const;
  /// The level that is held where \p Call's result is not zero.
  std::optional<unsigned> flagOf(const llvm::CallBase &Call) const;
  bool isInterruptTest(const llvm::CallBase &Call) const;
  bool sleeps(const llvm::CallBase &Call) const;
  /// What calls of \p F do to their first argument, or their result.
  std::pair<ObjectRole, const ObjectRule *>
  objectRole(const llvm::Function &F) const;
  /// True if the policy says what \p F does with pointers that it is passed: it
  /// is a guard, or takes objects.
  bool answersFor(const llvm::Function &F) const {
    return isGuard(F) || objectRole(F).first != ObjectRole::None;
  }
  /// True if calls of \p F open or end guards, by the policy.
  bool isGuard(const llvm::Function &F) const;
  /// The functions of the policy that \p M neither has nor calls.
  std::vector<std::string> unseenIn(const llvm::Module &M) const;
  /// True if flags count only where an interrupt test says so.
  bool hasInterrupts() const { return !Rules.guards().Interrupt.empty(); }

private:
  const Meaning *meaningOf(const llvm::Function *F) const;
};

} // namespace kpkeys

#endif
