//===- Findings.cpp - What was found, in a stable order -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Findings.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <tuple>

using namespace llvm;

namespace kpkeys::verify {

std::string hex(uint64_t Value) {
  return "0x" + utohexstr(Value, /*LowerCase=*/true);
}

static auto order(const Finding &F) {
  return std::tie(F.File, F.Section, F.Address, F.R, F.Message, F.Symbol,
                  F.SymbolOffset, F.Source, F.IsNote);
}

Tally &Tally::operator+=(const Tally &Other) {
  Objects += Other.Objects;
  Switches += Other.Switches;
  Windows += Other.Windows;
  Gates += Other.Gates;
  Functions += Other.Functions;
  Instructions += Other.Instructions;
  Unseen += Other.Unseen;
  return *this;
}

void Findings::sort() {
  llvm::sort(All, [](const Finding &A, const Finding &B) {
    return order(A) < order(B);
  });
  All.erase(
      llvm::unique(All, [](const Finding &A,
                           const Finding &B) { return order(A) == order(B); }),
      All.end());
}

size_t Findings::numNotes() const {
  return static_cast<size_t>(
      count_if(All, [](const Finding &F) { return F.IsNote; }));
}

} // namespace kpkeys::verify
