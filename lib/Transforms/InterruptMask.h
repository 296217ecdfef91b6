//===- InterruptMask.h - Windows that no interrupt interrupts ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For policies with interrupts: masked. Where a function raises its level,
// interrupts are masked; where it goes back to what it was entered at, they are
// as they were.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_LIB_TRANSFORMS_INTERRUPTMASK_H
#define KPKEYS_LIB_TRANSFORMS_INTERRUPTMASK_H

#include "kpkeys/IR/ModuleConfig.h"

namespace llvm {
class AllocaInst;
class CallInst;
} // namespace llvm

namespace kpkeys {

class InterruptMask {
  const ModuleConfig &Config;
  llvm::AllocaInst *Flags = nullptr; ///< until promote()

  llvm::AllocaInst *flags(llvm::CallInst &Call);

public:
  explicit InterruptMask(const ModuleConfig &Config) : Config(Config) {}

  /// Emits, before \p Call, what goes before a change of levels there.
  void enter(llvm::CallInst &Call, unsigned From, unsigned To);
  /// The same of what goes after it, once the change is emitted.
  void leave(llvm::CallInst &Call, unsigned From, unsigned To);
  /// When all of the function is lowered: keeps the flags in registers.
  void promote();
};

} // namespace kpkeys

#endif
