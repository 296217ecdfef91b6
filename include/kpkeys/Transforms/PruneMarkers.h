//===- PruneMarkers.h - No marker where no write can follow -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_TRANSFORMS_PRUNEMARKERS_H
#define KPKEYS_TRANSFORMS_PRUNEMARKERS_H

namespace llvm {
class Module;
} // namespace llvm

namespace kpkeys {

class Policy;

/// Takes the markers but for hand-overs out of all functions of \p M in which
/// nothing is accessed by them and none leaves.
void pruneMarkers(llvm::Module &M, const Policy &Rules);

} // namespace kpkeys

#endif
