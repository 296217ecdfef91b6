//===- CalleeRestrictions.h - What functions of other files do --*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_ANALYSIS_CALLEERESTRICTIONS_H
#define KPKEYS_LIB_ANALYSIS_CALLEERESTRICTIONS_H

#include "kpkeys/Policy/Restriction.h"

namespace llvm {
class Function;
} // namespace llvm

namespace kpkeys {

enum class CalleeClass {
  Computes, ///< does nothing but compute on its arguments' memory
  Violates, ///< is known to do what is forbidden
  Unseen,   ///< may do anything
};

/// What the declared function \p F is to the restriction \p R, by its name.
CalleeClass classifyCallee(const llvm::Function &F, Restriction R);

/// What the intrinsic \p F, which is no memory or arithmetic one, violates.
Restriction intrinsicEffect(const llvm::Function &F);

} // namespace kpkeys

#endif
