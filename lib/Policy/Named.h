//===- Named.h - Lists of things with names ---------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pkeys, levels and domains are short lists that are looked up by name.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_LIB_POLICY_NAMED_H
#define KPKEYS_LIB_POLICY_NAMED_H

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <optional>
#include <string>

namespace kpkeys {

/// Position of the one called \p Name.
template <typename NamedT>
std::optional<unsigned> findNamed(const NamedT &All, llvm::StringRef Name) {
  auto It =
      llvm::find_if(All, [&](const auto &Named) { return Named.Name == Name; });
  if (It == All.end())
    return std::nullopt;
  return It - All.begin();
}

/// For messages: 'a', 'b'. "(none)" for an empty list.
template <typename NamedT> std::string quotedNames(const NamedT &All) {
  std::string Names;
  for (const auto &Named : All)
    Names += (Names.empty() ? "'" : ", '") + Named.Name + "'";
  return Names.empty() ? "(none)" : Names;
}

/// True if \p Name can be a C identifier, a symbol, a part of a section name.
inline bool isIdentifier(llvm::StringRef Name) {
  return !Name.empty() && !llvm::isDigit(Name.front()) &&
         llvm::all_of(Name,
                      [](char C) { return llvm::isAlnum(C) || C == '_'; });
}

} // namespace kpkeys

#endif
