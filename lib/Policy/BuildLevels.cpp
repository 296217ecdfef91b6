//===- BuildLevels.cpp - LevelText to Level -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The part of PolicyBuilder that judges `levels`. It relies on the pkeys.
//
//===----------------------------------------------------------------------===//
#include "Named.h"
#include "PermissionLetters.h"
#include "PolicyBuilder.h"

using namespace llvm;

namespace kpkeys {

void PolicyBuilder::addLevels(const PolicyText &Text) {
  if (none_of(Text.Levels,
              [](const LevelText &L) { return L.Name.Text == "default"; }))
    error(Text.LevelsKey,
          "no level 'default'; it is the level that ordinary code runs at");
  if (Text.Levels.size() > Policy::MaxLevels)
    error(Text.Levels[Policy::MaxLevels].Name,
          "more than " + Twine(Policy::MaxLevels) + " levels");
  for (const LevelText &L : Text.Levels)
    addLevel(L);
  llvm::sort(Result.Levels, [](const Level &A, const Level &B) {
    return std::pair(A.Name != "default", A.Name) <
           std::pair(B.Name != "default", B.Name);
  });
}

void PolicyBuilder::addLevel(const LevelText &Text) {
  Level &L = Result.Levels.emplace_back();
  L.Name = Text.Name.Text;
  L.OfPkey.assign(Result.Pkeys.size(), 0);
  for (const PermissionText &P : Text.Permissions) {
    std::optional<unsigned> Pkey = findPkey(P.Pkey.Text);
    if (!Pkey) {
      error(P.Pkey, "level '" + L.Name + "' lists unknown pkey '" +
                        P.Pkey.Text + "'; the pkeys are " + pkeyNames());
      continue;
    }
    std::optional<Permissions> Granted = parsePermissions(P.Letters.Text);
    if (!Granted) {
      error(P.Letters, "unknown permission '" + P.Letters.Text + "'; use " +
                           allPermissionLetters());
      continue;
    }
    L.OfPkey[*Pkey] = *Granted;
  }
  checkOrdinaryMemory(Text, L);
  for (const Word &Restricted : Text.Restrict.Words)
    addRestriction(Restricted, L);
  if (Text.Index.isPresent())
    setThreadIndex(Text.Index, L);
  else if (Target.Layout.IsIndex)
    error(Text.Name, "level '" + L.Name + "' has no 'index', by which target " +
                         Target.Name + " selects levels");
}

void PolicyBuilder::addRestriction(const Word &Text, Level &L) {
  std::optional<Restriction> R = restrictionByName(Text.Text);
  if (!R)
    error(Text, "unknown restriction '" + Text.Text +
                    "'; the restrictions are " +
                    restrictionNames(allRestrictions()));
  else if ((L.Restrictions & *R) != Restriction::None)
    error(Text, "restriction '" + Text.Text + "' is listed twice");
  else
    L.Restrictions |= *R;
}

void PolicyBuilder::setThreadIndex(const Word &Text, Level &L) {
  unsigned Index;
  if (!isNumber(Text.Text) || StringRef(Text.Text).getAsInteger(10, Index) ||
      Index >= Policy::NumThreadIndices)
    return error(Text, "'" + Text.Text +
                           "' is not a thread index; there are 0 to " +
                           Twine(Policy::NumThreadIndices - 1));
  auto Twin = find_if(Result.Levels,
                      [Index](const Level &M) { return M.Index == Index; });
  if (Twin != Result.Levels.end())
    return error(Text, "levels '" + Twin->Name + "' and '" + L.Name +
                           "' both have thread index " + Twine(Index));
  L.Index = Index;
}

void PolicyBuilder::checkOrdinaryMemory(const LevelText &Text, const Level &L) {
  std::optional<unsigned> Ordinary = ordinaryPkey();
  if (!Ordinary)
    return;
  const std::string &Name = Result.Pkeys[*Ordinary].Name;
  auto Listed = find_if(Text.Permissions, [&](const PermissionText &P) {
    return P.Pkey.Text == Name;
  });
  // Elsewhere a pkey left out has no access. For the memory that holds code
  // and stack that is never meant.
  if (Listed == Text.Permissions.end())
    return error(Text.Name,
                 "level '" + L.Name + "' must list pkey '" + Name +
                     "': index 0 is the pkey of all ordinary memory");
  Permissions Needed = KPKEYS_PERM_R;
  if (L.Name == "default")
    Needed = runPermissions();
  if (!has(L.OfPkey[*Ordinary], Needed))
    error(Listed->Letters, "level '" + L.Name + "' must grant pkey '" + Name +
                               "' at least " + permissionLetters(Needed) +
                               ": index 0 is the pkey of all ordinary memory");
}

} // namespace kpkeys
