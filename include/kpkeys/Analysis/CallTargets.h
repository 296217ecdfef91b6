//===- CallTargets.h - Which functions a pointer may call -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_ANALYSIS_CALLTARGETS_H
#define KPKEYS_ANALYSIS_CALLTARGETS_H

#include "llvm/ADT/SmallVector.h"
#include <memory>

namespace llvm {
class CallBase;
class Function;
class Module;
} // namespace llvm

namespace kpkeys {

class VisibleMemory;

/// Answers of the module as it is; invalid after a function changes.
class CallTargets {
  std::unique_ptr<VisibleMemory> Memory;

public:
  /// More are as good as unknown.
  static constexpr unsigned MaxTargets = 8;
  using Set = llvm::SmallVector<llvm::Function *, MaxTargets>;

  explicit CallTargets(llvm::Module &M);
  ~CallTargets();

  /// All functions that the indirect \p Call may call, unless the pointer is
  /// null or undefined; empty if they are not known.
  Set of(const llvm::CallBase &Call);
};

} // namespace kpkeys

#endif
