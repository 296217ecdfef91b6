//===- Markup.h - Pieces of a page ------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_TOOLS_REPORT_MARKUP_H
#define KPKEYS_TOOLS_REPORT_MARKUP_H

#include "Model.h"
#include "Sources.h"
#include "llvm/Support/raw_ostream.h"

namespace kpkeys {

/// \p Text as HTML.
std::string escaped(llvm::StringRef Text);

/// What the parts of a page share.
class Markup {
  std::map<std::string, unsigned> LevelNumbers;
  std::map<const FunctionReport *, unsigned> FunctionNumbers;
  std::map<std::string, const FunctionReport *> FunctionsByName;

public:
  const Report &R;
  Sources &Files;
  llvm::raw_ostream &OS;

  Markup(const Report &R, Sources &Files, llvm::raw_ostream &OS);

  /// The class that gives \p Level its colour.
  std::string levelClass(llvm::StringRef Level) const;
  std::string level(llvm::StringRef Level) const;
  std::string anchor(const FunctionReport &F) const;
  std::string functionLink(const FunctionReport &F) const;
  /// A link if there is such a function, else its name.
  std::string functionLink(const std::string &Name) const;
  /// A place in the source, and for short its file without folders.
  std::string place(const Spot &At) const;
  /// The line of source at \p At, without indentation; empty if not found.
  std::string snippet(const Spot &At) const;
  /// Begins a table that can be sorted; names that begin with `#` are of
  /// numbers.
  void beginTable(llvm::StringRef Caption,
                  llvm::ArrayRef<llvm::StringRef> Names,
                  llvm::StringRef Class = "") const;
  void endTable() const { OS << "</tbody></table></div>\n"; }
  void numberCell(uint64_t Number) const;
  void boundCell(const Bound &Number) const;
};

} // namespace kpkeys

#endif
