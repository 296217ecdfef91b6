//===- Table.h - Columns of text --------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_TOOLS_REPORT_TABLE_H
#define KPKEYS_TOOLS_REPORT_TABLE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <vector>

namespace kpkeys {

/// Aligns what it is given: text to the left, numbers to the right.
class Table {
  struct Column {
    std::string Name;
    bool IsNumber;
  };
  std::vector<Column> Columns;
  std::vector<std::vector<std::string>> Rows;

public:
  /// Names that begin with `#` are of numbers.
  explicit Table(llvm::ArrayRef<llvm::StringRef> Names);
  void add(std::vector<std::string> Cells);
  /// A line that is no row of columns.
  void addHeading(std::string Text) { Rows.push_back({std::move(Text)}); }
  void print(llvm::raw_ostream &OS) const;
};

} // namespace kpkeys

#endif
