//===- LevelNames.cpp - The policy's levels in sources --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Levels that the policy derives are not for sources.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/LevelNames.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace kpkeys {

bool isLevelName(const Policy &Rules, StringRef Name) {
  return any_of(Rules.declaredLevels(),
                [Name](const Level &L) { return L.Name == Name; });
}

} // namespace kpkeys
