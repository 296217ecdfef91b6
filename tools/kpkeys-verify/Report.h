//===- Report.h - Findings as text, JSON and SARIF --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_REPORT_H
#define KPKEYS_VERIFY_REPORT_H

#include "Findings.h"

namespace kpkeys::verify {

/// \p Found is sorted.
void printText(const Findings &Found, llvm::raw_ostream &OS);
void printJson(const Findings &Found, llvm::raw_ostream &OS);
/// SARIF 2.1.0, which code scanning services read.
void printSarif(const Findings &Found, llvm::raw_ostream &OS);

} // namespace kpkeys::verify

#endif
