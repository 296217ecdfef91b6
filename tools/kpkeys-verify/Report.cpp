//===- Report.cpp - Findings as text and as JSON --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Report.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace kpkeys::verify {

/// The text of names in damaged files is not always UTF-8.
static std::string utf8(StringRef Text) { return json::fixUTF8(Text); }

static void printLine(const Finding &F, raw_ostream &OS) {
  OS << F.File << ":";
  if (!F.Section.empty())
    OS << F.Section << ":";
  OS << hex(F.Address) << ": ";
  if (!F.Symbol.empty())
    OS << F.Symbol << "+" << hex(F.SymbolOffset) << ": ";
  if (!F.Source.empty())
    OS << F.Source << ": ";
  OS << (F.IsNote ? "note: " : "error: ") << F.Message << " [rule "
     << static_cast<int>(F.R) << ", " << textOf(F.R).Name << "]\n";
}

static std::string counted(uint64_t Number, StringRef Noun) {
  return (Twine(Number) + " " + Noun + (Number == 1 ? "" : "s")).str();
}

void printText(const Findings &Found, raw_ostream &OS) {
  for (const Finding &F : Found.all())
    printLine(F, OS);
  const Tally &T = Found.tally();
  OS << counted(T.Objects, "object") << ", " << counted(T.Windows, "window");
  if (T.Gates)
    OS << ", " << counted(T.Gates, "gate");
  if (T.Unseen)
    OS << ", " << counted(T.Unseen, "instruction") << " not reached";
  OS << ": " << counted(Found.numFailures(), "finding");
  if (size_t Notes = Found.numNotes())
    OS << ", " << counted(Notes, "note");
  OS << "\n";
}

static json::Object toJson(const Finding &F) {
  return json::Object{{"rule", static_cast<int>(F.R)},
                      {"name", textOf(F.R).Name},
                      {"level", F.IsNote ? "note" : "error"},
                      {"file", utf8(F.File)},
                      {"section", utf8(F.Section)},
                      {"address", hex(F.Address)},
                      {"symbol", utf8(F.Symbol)},
                      {"symbol-offset", F.SymbolOffset},
                      {"source", utf8(F.Source)},
                      {"message", utf8(F.Message)}};
}

void printJson(const Findings &Found, raw_ostream &OS) {
  json::Array List;
  for (const Finding &F : Found.all())
    List.push_back(toJson(F));
  const Tally &T = Found.tally();
  json::Object All{{"version", 1},
                   {"tool", "kpkeys-verify " KPKEYS_VERSION},
                   {"objects", T.Objects},
                   {"windows", T.Windows},
                   {"switches", T.Switches},
                   {"gates", T.Gates},
                   {"not-reached", T.Unseen},
                   {"findings", std::move(List)}};
  OS << formatv("{0:2}\n", json::Value(std::move(All)));
}

} // namespace kpkeys::verify
