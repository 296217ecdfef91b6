//===- Table.cpp - Columns of text ----------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Table.h"
#include <cassert>

using namespace llvm;

namespace kpkeys {

/// Characters and not bytes: names may be of any script.
static size_t width(StringRef Text) {
  size_t Number = 0;
  for (char C : Text)
    Number += (C & 0xc0) != 0x80;
  return Number;
}

Table::Table(ArrayRef<StringRef> Names) {
  for (StringRef Name : Names) {
    bool IsNumber = Name.consume_front("#");
    Columns.push_back({Name.str(), IsNumber});
  }
}

void Table::add(std::vector<std::string> Cells) {
  assert(Cells.size() == Columns.size() && Cells.size() > 1);
  Rows.push_back(std::move(Cells));
}

void Table::print(raw_ostream &OS) const {
  std::vector<size_t> Widths;
  std::vector<std::string> Names;
  for (const Column &C : Columns) {
    Names.push_back(C.Name);
    Widths.push_back(width(C.Name));
  }
  for (const std::vector<std::string> &Row : Rows)
    if (Row.size() > 1)
      for (size_t I = 0; I != Row.size(); ++I)
        Widths[I] = std::max(Widths[I], width(Row[I]));
  auto Print = [&](const std::vector<std::string> &Row) {
    std::string Line;
    for (size_t I = 0; I != Row.size(); ++I) {
      std::string Space(Row.size() > 1 ? Widths[I] - width(Row[I]) : 0, ' ');
      Line += I ? "  " : "";
      Line += Columns[I].IsNumber ? Space + Row[I] : Row[I] + Space;
    }
    OS << StringRef(Line).rtrim(' ') << "\n";
  };
  Print(Names);
  for (const std::vector<std::string> &Row : Rows)
    Print(Row);
}

} // namespace kpkeys
