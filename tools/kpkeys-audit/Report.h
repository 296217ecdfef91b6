//===- Report.h - Findings for people and programs --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_AUDIT_TOOL_REPORT_H
#define KPKEYS_AUDIT_TOOL_REPORT_H

#include "Inputs.h"

namespace llvm {
class raw_ostream;
}

namespace kpkeys::audit {

/// All that a report tells.
struct Outcome {
  size_t NumFiles = 0, NumFunctions = 0, NumGuards = 0;
  std::vector<Finding> Findings;
  std::vector<Failure> Failures;
};

void printText(const Outcome &O, llvm::raw_ostream &OS);
void printJSON(const Outcome &O, llvm::raw_ostream &OS);
void printSarif(const Outcome &O, llvm::raw_ostream &OS);
void printHTML(const Outcome &O, llvm::raw_ostream &OS);

/// "3 findings in 2 files (5 functions, 4 guards)".
std::string totals(const Outcome &O);

} // namespace kpkeys::audit

#endif
