//===- EscapePath.h - How a pointer came to where it leaves -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_TRANSFORMS_ESCAPEPATH_H
#define KPKEYS_TRANSFORMS_ESCAPEPATH_H

#include "kpkeys/Analysis/Accesses.h"

namespace kpkeys {

/// The name that \p F has in the source; a clone has its original's.
llvm::StringRef sourceName(const llvm::Function &F);

/// The steps from where \p E happens back to where the pointer was marked, each
/// a text for a note. Empty if it is marked in the same line, or places are not
/// known.
llvm::SmallVector<std::string, 2>
escapePath(const Escape &E, const Provenance &P, const Policy &Rules);

} // namespace kpkeys

#endif
