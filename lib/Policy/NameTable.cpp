//===- NameTable.cpp - Look names up in a `protect` list ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A name is looked up as it stands, or by the patterns. Of several patterns the
// most specific counts, the one with the most characters that stand for
// themselves; of equals, the first in the policy's canonical order. So the
// result does not depend on the order of the file.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Policy/NameTable.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace kpkeys {

bool NameTable::isPattern(StringRef Name) {
  return Name.find_first_of("*?[") != StringRef::npos;
}

Error NameTable::checkPattern(StringRef Name) {
  // Nothing that would need quotes in the canonical text, nor a brace or a
  // backslash, which GlobPattern reads in a way of its own.
  auto IsAllowed = [](char C) {
    return isAlnum(C) || StringRef("_*?[]!^-").contains(C);
  };
  const char *Other = find_if_not(Name, IsAllowed);
  if (Other != Name.end())
    return createStringError("'" + Twine(*Other) + "' has no place in it");
  return GlobPattern::create(Name).takeError();
}

/// A bracket is one character, which does not stand for itself.
static int countLiterals(StringRef Pattern) {
  int Count = 0;
  for (size_t I = 0; I < Pattern.size(); ++I) {
    if (Pattern[I] == '[')
      I = Pattern.find(']', I + 2); // a `]` right behind `[` is in the class
    else
      Count += isAlnum(Pattern[I]) || Pattern[I] == '_';
  }
  return Count;
}

NameTable::NameTable(ArrayRef<ProtectedName> Names) {
  for (const ProtectedName &P : Names) {
    StringRef Bare = P.Name, Keyword;
    if (!isPattern(Bare)) {
      Exact[Bare] = P.Domain;
      continue;
    }
    if (size_t Space = Bare.find(' '); Space != StringRef::npos) {
      Keyword = Bare.take_front(Space);
      Bare = Bare.drop_front(Space + 1);
    }
    Patterns.push_back({P.Name, Keyword, cantFail(GlobPattern::create(Bare)),
                        countLiterals(Bare), P.Domain});
  }
  llvm::sort(Patterns, [](const Pattern &A, const Pattern &B) {
    return std::pair(-A.Literals, A.Name) < std::pair(-B.Literals, B.Name);
  });
}

std::optional<unsigned> NameTable::exact(StringRef Name) const {
  auto It = Exact.find(Name);
  return It == Exact.end() ? std::nullopt : std::optional(It->second);
}

std::optional<unsigned> NameTable::pattern(StringRef Keyword,
                                           StringRef Name) const {
  for (const Pattern &P : Patterns)
    if ((P.Keyword.empty() || P.Keyword == Keyword) && P.Glob.match(Name))
      return P.Domain;
  return std::nullopt;
}

} // namespace kpkeys
