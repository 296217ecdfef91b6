//===- NameTable.h - Look names up in a `protect` list ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_POLICY_NAMETABLE_H
#define KPKEYS_POLICY_NAMETABLE_H

#include "kpkeys/Policy/Policy.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/GlobPattern.h"

namespace kpkeys {

/// The names and patterns of one kind (types, variables) of a policy, which
/// must outlive the table.
class NameTable {
  struct Pattern {
    llvm::StringRef Name;    ///< as in the policy
    llvm::StringRef Keyword; ///< "struct", "union"; empty: any
    llvm::GlobPattern Glob;
    int Literals; ///< how many characters stand for themselves
    unsigned Domain;
  };
  llvm::StringMap<unsigned> Exact;
  std::vector<Pattern> Patterns; ///< the most specific first

public:
  explicit NameTable(llvm::ArrayRef<ProtectedName> Names);

  /// The domain of the entry that is exactly \p Name.
  std::optional<unsigned> exact(llvm::StringRef Name) const;
  /// The domain of the most specific pattern for \p Name, which is declared
  /// with \p Keyword (empty: without one).
  std::optional<unsigned> pattern(llvm::StringRef Keyword,
                                  llvm::StringRef Name) const;

  bool hasExact() const { return !Exact.empty(); }
  bool hasPatterns() const { return !Patterns.empty(); }

  static bool isPattern(llvm::StringRef Name);
  /// What is wrong with the pattern \p Name, without its keyword.
  static llvm::Error checkPattern(llvm::StringRef Name);
};

} // namespace kpkeys

#endif
