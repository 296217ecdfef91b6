//===- Report.cpp - Findings as text and JSON -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Report.h"
#include "kpkeys/Audit/Judge/Judge.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace kpkeys::audit {

static std::string count(size_t Number, const char *What) {
  return std::to_string(Number) + " " + What + (Number == 1 ? "" : "s");
}

std::string totals(const Outcome &O) {
  std::string Text = count(O.Findings.size(), "finding") + " in " +
                     count(O.NumFiles, "file") + " (" +
                     count(O.NumFunctions, "function") + ", " +
                     count(O.NumGuards, "guard") + ")";
  if (!O.Failures.empty())
    Text += "; " + count(O.Failures.size(), "file") + " not audited";
  return Text;
}

static std::string at(const Place &P) {
  return P.File.empty() ? "" : P.text() + ": ";
}

void printText(const Outcome &O, raw_ostream &OS) {
  for (const Finding &F : O.Findings) {
    OS << at(F.Where) << F.Message << " [" << kindName(F.What) << "]\n";
    for (const Note &N : F.Notes)
      OS << "    " << at(N.Where) << N.Text << "\n";
  }
  OS << totals(O) << "\n";
}

void printJSON(const Outcome &O, raw_ostream &OS) {
  json::Array Findings, Failures;
  for (const Finding &F : O.Findings)
    Findings.push_back(toJSON(F));
  for (const Failure &F : O.Failures)
    Failures.push_back(json::Object{{"file", F.File}, {"why", F.Why}});
  OS << formatv("{0:2}\n", json::Value(json::Object{
                               {"version", 1},
                               {"files", int64_t(O.NumFiles)},
                               {"functions", int64_t(O.NumFunctions)},
                               {"guards", int64_t(O.NumGuards)},
                               {"findings", std::move(Findings)},
                               {"not-audited", std::move(Failures)}}));
}

} // namespace kpkeys::audit
