//===- WordTable.h - Words and what they stand for --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_ANALYSIS_WORDTABLE_H
#define KPKEYS_LIB_ANALYSIS_WORDTABLE_H

#include "kpkeys/Policy/Restriction.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace kpkeys {

/// Words, separated by blanks, with one meaning.
struct WordRow {
  llvm::StringLiteral Words;
  Restriction Meaning;
};

inline bool isOneOf(llvm::StringRef Word, llvm::StringRef Words) {
  return llvm::is_contained(llvm::split(Words, ' '), Word);
}

/// The meanings of all rows that have \p Word.
inline Restriction lookUp(llvm::ArrayRef<WordRow> Rows, llvm::StringRef Word) {
  Restriction Found = Restriction::None;
  for (const WordRow &Row : Rows)
    if (isOneOf(Word, Row.Words))
      Found |= Row.Meaning;
  return Found;
}

} // namespace kpkeys

#endif
