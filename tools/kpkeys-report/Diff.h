//===- Diff.h - What differs between two builds -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_TOOLS_REPORT_DIFF_H
#define KPKEYS_TOOLS_REPORT_DIFF_H

#include "Model.h"

namespace kpkeys {

/// A window that is in one build only, or in both with other contents.
struct WindowChange {
  const FunctionReport *OldFunction = nullptr, *NewFunction = nullptr;
  const Window *Old = nullptr, *New = nullptr;
  std::vector<std::string> What; ///< "writes 2 -> 3"

  const FunctionReport &function() const {
    return NewFunction ? *NewFunction : *OldFunction;
  }
  const Window &window() const { return New ? *New : *Old; }
  llvm::StringRef word() const {
    return !Old ? "added" : !New ? "removed" : "changed";
  }
};

struct NumberChange {
  std::string Name;
  uint64_t Old, New;
};

struct Difference {
  std::vector<WindowChange> Windows;
  std::vector<NumberChange> Totals;

  /// Of those in \p Names, the totals that have grown.
  std::vector<NumberChange>
  increases(const std::vector<std::string> &Names) const;
};

/// The reports must outlive the result. Lines are not compared: code moves.
Difference compare(const Report &Old, const Report &New);

/// The names of the totals that are compared.
std::vector<std::string> comparedTotals();

} // namespace kpkeys

#endif
