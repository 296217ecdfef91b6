//===- Places.h - Where in the source, and what there -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_AUDIT_SUMMARIZE_PLACES_H
#define KPKEYS_LIB_AUDIT_SUMMARIZE_PLACES_H

#include "kpkeys/Audit/Judge/Summary.h"

namespace llvm {
class BasicBlock;
class Function;
class Instruction;
} // namespace llvm

namespace kpkeys {

audit::Place placeOf(const llvm::Instruction &I);
audit::Place placeOf(const llvm::Function &F);
/// The first place in \p BB.
audit::Place placeOf(const llvm::BasicBlock &BB);

/// As in the source, clones like what they were made from.
std::string displayName(const llvm::Function &F);
/// "'f'", or "an indirect callee".
std::string calleeName(const llvm::Instruction &Call);

} // namespace kpkeys

#endif
