//===- UnionLevels.cpp - Levels that unite write levels -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// With `unions: allow`, what needs two domains at once finds a level: for each
// pair of write levels one that grants what either grants, unless a level
// grants that already. Bounded by Policy::MaxLevels. Register values are
// computed by level, so that all of them must be known when a policy is.
//
//===----------------------------------------------------------------------===//
#include "PolicyBuilder.h"
#include "llvm/ADT/BitVector.h"

using namespace llvm;

namespace kpkeys {

static Level unite(const Level &A, const Level &B) {
  Level Union;
  Union.Name = A.Name + "+" + B.Name;
  for (auto [OfA, OfB] : zip_equal(A.OfPkey, B.OfPkey))
    Union.OfPkey.push_back(OfA | OfB);
  Union.Restrictions = A.Restrictions | B.Restrictions;
  Union.IsDerived = true;
  return Union;
}

/// True if \p L may stand for \p Union: it grants as much, and forbids as much.
static bool covers(const Level &L, const Level &Union) {
  return (L.Restrictions & Union.Restrictions) == Union.Restrictions &&
         all_of(zip_equal(L.OfPkey, Union.OfPkey), [](auto Pair) {
           auto [Held, Needed] = Pair;
           return has(Held, Needed);
         });
}

/// Derived levels take the lowest thread indices that are left.
bool PolicyBuilder::indexUnions() {
  BitVector Taken(Policy::NumThreadIndices);
  for (const Level &L : Result.levels())
    if (L.Index)
      Taken.set(*L.Index);
  for (Level &L : Result.Levels) {
    if (!L.IsDerived)
      continue;
    int Free = Taken.find_first_unset();
    if (Free < 0)
      return false;
    L.Index = Free;
    Taken.set(Free);
  }
  return true;
}

void PolicyBuilder::addUnions(const PolicyText &Text) {
  const Word &Mode = Text.Unions;
  if (!Mode.isPresent() || Mode.Text == "forbid")
    return;
  if (Mode.Text != "allow")
    return error(Mode, "unknown word '" + Mode.Text + "'; use allow or forbid");
  Result.Unions = true;
  SmallVector<unsigned> WriteLevels;
  for (const Domain &D : Result.Domains)
    WriteLevels.push_back(D.WriteLevel);
  llvm::sort(WriteLevels);
  WriteLevels.erase(llvm::unique(WriteLevels), WriteLevels.end());
  for (auto [I, A] : enumerate(WriteLevels))
    for (unsigned B : drop_begin(WriteLevels, I + 1)) {
      Level Union = unite(Result.Levels[A], Result.Levels[B]);
      if (none_of(Result.Levels,
                  [&Union](const Level &L) { return covers(L, Union); }))
        Result.Levels.push_back(std::move(Union));
    }
  if (Result.Levels.size() > Policy::MaxLevels)
    error(Mode, "the unions of " + Twine(WriteLevels.size()) +
                    " write levels make more than " + Twine(Policy::MaxLevels) +
                    " levels; declare the ones that are needed");
  else if (Target.Layout.IsIndex && !indexUnions())
    error(Mode, "the unions of " + Twine(WriteLevels.size()) +
                    " write levels need more than " +
                    Twine(Policy::NumThreadIndices) +
                    " thread indices; declare the ones that are needed");
}

} // namespace kpkeys
