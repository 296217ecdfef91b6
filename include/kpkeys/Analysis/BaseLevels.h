//===- BaseLevels.h - The level that the source asks for --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each instruction has a base level: that of the innermost scope it is in, or
// the one that its function is entered at. What is foreign to windows runs at
// it; a window is what runs at another.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_ANALYSIS_BASELEVELS_H
#define KPKEYS_ANALYSIS_BASELEVELS_H

#include "kpkeys/IR/ModuleConfig.h"
#include "kpkeys/IR/Windows.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>

namespace llvm {
class BasicBlock;
class CallBase;
class Function;
class Instruction;
class Module;
} // namespace llvm

namespace kpkeys {

/// The level that the callee of \p Call must be called at; std::nullopt: any.
std::optional<unsigned> requiredLevel(const llvm::CallBase &Call,
                                      const Policy &Rules);

/// The level that \p F is entered at: `default`, the one it requires, or
/// SavedLevel.
unsigned entryLevel(const llvm::Function &F, const ModuleConfig &Config);

/// True if control may come back from \p Call again, from anywhere: setjmp.
bool returnsTwice(const llvm::CallBase &Call);

/// True if \p Rules has the level of every scope in \p M, and each call is of
/// functions that require the same; reports the first that is not so.
bool checkScopes(llvm::Module &M, const Policy &Rules);

/// True if some code of \p M has another base level than `default`, or calls
/// what has.
bool hasBaseLevels(const llvm::Module &M, const Policy &Rules);

class BaseLevels {
  struct Scope {
    unsigned Level;
    bool IsManual;                            ///< begun by kpkeys_set_level
    const llvm::Instruction *Begin = nullptr; ///< if it is manual
    bool operator==(const Scope &Other) const {
      return Level == Other.Level && IsManual == Other.IsManual;
    }
  };
  using Scopes = llvm::SmallVector<Scope, 2>; ///< the innermost comes last
  const ModuleConfig &Config;
  llvm::DenseMap<const llvm::BasicBlock *, Scopes> AtStart;
  unsigned Entry;
  bool HasScopes = false;
  /// The function sets levels by hand and restores as well, or does neither: it
  /// is not one that begins or ends what its caller guards.
  bool IsPaired = true;

public:
  /// \p OfModule is what hasBaseLevels says.
  BaseLevels(const llvm::Function &F, const ModuleConfig &Config,
             bool OfModule);

  /// Warns of each kpkeys_set_level whose level is not put back on some way.
  void reportUnevenGuards(const llvm::Function &F) const;

  /// The level that the function is entered at.
  unsigned entry() const { return Entry; }
  /// Where what does not come back runs: outside of all scopes.
  unsigned outermost() const { return outermost(Entry); }
  /// True if the source puts some of the function, or what it calls, at a level
  /// of its own, or a jump may come to it from such code.
  bool hasScopes() const { return HasScopes; }

  /// Goes along a block from its start.
  class Walk {
    const ModuleConfig &Config;
    Scopes Open;
    bool IsPaired;

  public:
    Walk(const ModuleConfig &Config, Scopes Open, bool IsPaired)
        : Config(Config), Open(std::move(Open)), IsPaired(IsPaired) {}
    /// The base level here.
    unsigned level() const { return Open.back().Level; }
    /// The level that \p I, which is foreign, runs at here.
    unsigned levelFor(const llvm::Instruction &I) const;
    /// Goes over \p I. True if it begins or ends a scope.
    bool pass(const llvm::Instruction &I);
    /// Goes over \p Call of the manual interface: the level that it leaves the
    /// register at; std::nullopt if \p Call is none.
    std::optional<unsigned> passManual(const llvm::Instruction &Call);
    friend class BaseLevels;
  };
  Walk at(const llvm::BasicBlock &BB) const;

private:
  static unsigned outermost(unsigned Entry) {
    return Entry == SavedLevel ? SavedLevel : Policy::DefaultLevel;
  }
  bool meet(const llvm::BasicBlock &BB, const Scopes &Open);
  Scopes atEndOf(const llvm::BasicBlock &BB) const;
};

/// Functions that return at the level that they are called at, whichever it is.
class LevelKeepers {
  const ModuleConfig &Config;
  llvm::SmallPtrSet<const llvm::Function *, 16> Known;

public:
  explicit LevelKeepers(const ModuleConfig &Config) : Config(Config) {}
  /// All of \p M, whose windows are formed.
  LevelKeepers(const llvm::Module &M, const ModuleConfig &Config);

  /// Adds \p F, whose windows are formed, if it is one.
  void add(const llvm::Function &F);
  /// Reports \p F, whose windows are formed, if the policy says that it is one
  /// and it is not.
  void checkListed(const llvm::Function &F) const;
  /// True if \p I, a call or not, does not change the level, or says itself at
  /// which level it returns.
  bool keeps(const llvm::Instruction &I) const;

private:
  bool isOne(const llvm::Function &F) const;
};

} // namespace kpkeys

#endif
