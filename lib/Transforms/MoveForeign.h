//===- MoveForeign.h - Out of the way of windows ----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_TRANSFORMS_MOVEFOREIGN_H
#define KPKEYS_LIB_TRANSFORMS_MOVEFOREIGN_H

#include "WindowGraph.h"

namespace llvm {
class AAResults;
}

namespace kpkeys {

/// Moves what is foreign and stands between two accesses of one level in a
/// block behind the second, or before the first, if that changes nothing.
/// Returns how many instructions were moved.
unsigned moveForeign(llvm::Function &F, const NeedMap &Needs,
                     const OpenFunctions &Open, llvm::AAResults &AA);

} // namespace kpkeys

#endif
