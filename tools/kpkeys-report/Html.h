//===- Html.h - Reports for browsers ----------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_TOOLS_REPORT_HTML_H
#define KPKEYS_TOOLS_REPORT_HTML_H

#include "Advice.h"
#include "Diff.h"

namespace llvm {
class raw_ostream;
}

namespace kpkeys {

/// Writes one page that needs no other file. Sources are looked for in
/// \p SourceDirs. \p D and \p A may be null.
void printHtml(const Report &R, const Difference *D, const Advice *A,
               const std::vector<std::string> &SourceDirs,
               llvm::raw_ostream &OS);

} // namespace kpkeys

#endif
