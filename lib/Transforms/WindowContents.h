//===- WindowContents.h - What the windows of a function hold ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_TRANSFORMS_WINDOWCONTENTS_H
#define KPKEYS_LIB_TRANSFORMS_WINDOWCONTENTS_H

#include "WindowGraph.h"
#include "kpkeys/IR/OpenedWindow.h"
#include "llvm/ADT/SetVector.h"
#include <set>

namespace kpkeys {

/// What one window holds, or a scope with the windows that it joins.
struct WindowContents {
  unsigned Level = Policy::DefaultLevel;
  bool IsScope = false;
  const llvm::Instruction *First = nullptr;
  DomainSet Domains;
  unsigned NumWrites = 0, NumReads = 0, NumCalls = 0;
  unsigned NumForeignStores = 0;
  unsigned NumSwitches = 0; ///< in the code, not how often they run
  unsigned NumInstructions = 0;
  unsigned LongestPath = 0; ///< of instructions; each loop counts once
  bool HasLoop = false;
  bool IsPlain = true; ///< nothing writes but accesses that are plain stores
  /// What accesses store on the path with most of it; with a loop, all.
  uint64_t WriteBytes = 0;
  uint64_t ForeignBytes = 0; ///< of other stores, the same
  /// What some path surely stores, each byte once; 0: not known.
  uint64_t LeastBytes = 0;
  double SwitchesPerCall = 0; ///< as frequencies say; each switch once
  /// What accesses are to, as in AccessedField.h, and how many are not known.
  std::set<std::string> Fields;
  unsigned NumOtherAccesses = 0;
  /// Functions all of whose code runs in it, and those that operations in it
  /// may become calls of.
  llvm::SmallSetVector<llvm::StringRef, 2> Callees, Helpers;

  OpenedWindow opened(unsigned Number, const Policy &Rules) const;

  void add(const Access &A);
  void add(const llvm::Instruction &Call, const OpenFunction &Called);
  void add(const llvm::Instruction &I, ExposedAs As);
  void addScope(const Place &P);
};

/// In Callees: what a pointer leads to.
constexpr llvm::StringLiteral AnyCallee = "*";

/// The windows of a function, from its solved graph.
class WindowList {
  std::vector<WindowContents> Windows;
  std::vector<unsigned> NumberOf; ///< by place; 0: it is in none
  const WindowGraph &Graph;
  const Policy &Rules;
  unsigned NumShared = 0; ///< those that come before the ones apart

public:
  WindowList(const WindowGraph &Graph, llvm::ArrayRef<Need> Apart,
             const Policy &Rules);
  llvm::ArrayRef<WindowContents> all() const { return Windows; }
  /// Those whose places are in the graph.
  llvm::ArrayRef<WindowContents> shared() const {
    return all().take_front(NumShared);
  }
  /// What a switch on the way to place \p P opens.
  std::optional<OpenedWindow> openedBy(unsigned P) const;
  /// What a switch to the access of number \p N in `Apart` opens.
  OpenedWindow openedApart(unsigned N) const;
  /// What a switch back to the base level opens behind \p I: the scope in which
  /// \p I stands.
  std::optional<OpenedWindow> openedBehind(const llvm::Instruction &I) const;
};

/// True if \p I calls a library function: all of its code runs in the window.
bool runsCode(const llvm::Instruction &I);

} // namespace kpkeys

#endif
