//===- LevelNames.cpp - The policy's levels in sources --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Levels that the policy derives have names that no source can spell.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/LevelNames.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace kpkeys {

static bool isIdentifier(StringRef Name) {
  return all_of(Name, [](char C) { return isAlnum(C) || C == '_'; });
}

bool isLevelName(const Policy &Rules, StringRef Name) {
  return isIdentifier(Name) && Rules.findLevel(Name);
}

std::string levelNames(const Policy &Rules) {
  std::string Names;
  for (const Level &L : Rules.levels())
    if (isIdentifier(L.Name))
      Names += (Names.empty() ? "'" : ", '") + L.Name + "'";
  return Names;
}

} // namespace kpkeys
