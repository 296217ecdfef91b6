//===- Restrictions.h - Code that a level forbids ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether one instruction does what a word of the policy's `restrict` forbids.
// What each word means for code is in docs/Policy.md. Code that cannot be
// checked violates.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_ANALYSIS_RESTRICTIONS_H
#define KPKEYS_ANALYSIS_RESTRICTIONS_H

#include "kpkeys/Policy/Restriction.h"
#include <optional>
#include <string>

namespace llvm {
class Function;
class Instruction;
} // namespace llvm

namespace kpkeys {

struct Violation {
  std::string What; ///< for messages: "'wrmsr' in inline asm"
  /// A function of the program in another file: what it does is not known.
  const llvm::Function *Unseen = nullptr;
};

/// What \p I does against \p R, which is one restriction. A call of a function
/// that the module defines is none: look at that function. Our own pseudo
/// calls are none.
std::optional<Violation> violates(const llvm::Instruction &I, Restriction R);

/// True if \p F, of another file, is known to do nothing but compute on its
/// arguments' memory.
bool onlyComputes(const llvm::Function &F);

} // namespace kpkeys

#endif
