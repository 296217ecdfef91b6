//===- DomainSet.cpp - A set of domains -----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kpkeys/Analysis/DomainSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace kpkeys {

std::string DomainSet::str(const Policy &Rules) const {
  std::string Text;
  forEach([&](unsigned D) {
    Text += (Text.empty() ? "" : ", ") + Rules.domains()[D].Name;
  });
  return Text;
}

bool grants(unsigned Level, DomainSet Written, DomainSet Read,
            const Policy &Rules) {
  ArrayRef<Permissions> OfPkey = Rules.levels()[Level].OfPkey;
  bool All = true;
  auto Require = [&](DomainSet Domains, Permissions Needed) {
    Domains.forEach([&](unsigned D) {
      All &= (OfPkey[Rules.domains()[D].Pkey] & Needed) == Needed;
    });
  };
  Require(Written, KPKEYS_PERM_R | KPKEYS_PERM_W);
  Require(Read, KPKEYS_PERM_R);
  return All;
}

std::optional<unsigned> levelFor(DomainSet Written, DomainSet Read,
                                 const Policy &Rules) {
  DomainSet All = Written;
  All.insert(Read);
  if (All.size() == 1)
    return Rules.domains()[All.front()].WriteLevel;
  for (unsigned Level = 0; Level != Rules.levels().size(); ++Level)
    if (grants(Level, Written, Read, Rules))
      return Level;
  return std::nullopt;
}

} // namespace kpkeys
