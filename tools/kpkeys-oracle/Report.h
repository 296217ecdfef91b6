//===- Report.h - The true set against the static set -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_ORACLE_REPORT_H
#define KPKEYS_ORACLE_REPORT_H

#include "Reasons.h"
#include "Tracer.h"
#include "llvm/Support/raw_ostream.h"

namespace kpkeys {

/// One place and kind of touch, judged.
struct Finding {
  const Spot *Where;
  TouchKind Kind;
  Touch What;
  std::string Domains;
  std::optional<Reason> Why; ///< of a miss
};

struct Summary {
  Outcome End;
  size_t Places = 0, Known = 0, Explained = 0, Unexplained = 0;
  size_t Sites = 0, Unreached = 0, Unpaired = 0;
  bool Instrumented = false; ///< a file made with the plugin was seen
  std::vector<Finding> Findings;
};

Summary summarize(const Outcome &End, const Images &Files,
                  const Observations &Seen, const RemarkSet &Remarks);

void printText(const Summary &S, const RemarkSet &Remarks,
               llvm::StringRef Program, llvm::raw_ostream &OS);
void printJson(const Summary &S, const RemarkSet &Remarks,
               llvm::StringRef Program, llvm::raw_ostream &OS);

} // namespace kpkeys

#endif
