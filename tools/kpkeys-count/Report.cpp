//===- Report.cpp - The counts as text and as JSON ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// docs/Performance.md says what each number is.
//
//===----------------------------------------------------------------------===//
#include "Report.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace kpkeys {

void printText(const Counts &C, raw_ostream &OS) {
  OS << "calls: " << C.Calls << "\nswitches: " << C.Switches
     << "\ninstructions: " << C.Instructions << "\nsystem calls: " << C.Syscalls
     << "\nwindows: " << C.Inside.Windows
     << "\n  instructions: " << C.Inside.Instructions
     << "\n  stores: " << C.Inside.Stores
     << "\n  foreign stores: " << C.Inside.ForeignStores
     << "\n  calls: " << C.Inside.Calls << "\n";
  for (const auto &[Place, Number] : C.ForeignAt)
    OS << "  foreign store at " << Place << ": " << Number << "\n";
  if (C.Signal != 0)
    OS << "killed by signal " << C.Signal << "\n";
  else
    OS << "exit code: " << C.ExitCode << "\n";
}

void printJson(const Counts &C, raw_ostream &OS) {
  json::Object Foreign;
  for (const auto &[Place, Number] : C.ForeignAt)
    Foreign[Place] = Number;
  json::Object Inside{
      {"windows", C.Inside.Windows}, {"instructions", C.Inside.Instructions},
      {"stores", C.Inside.Stores},   {"foreign-stores", C.Inside.ForeignStores},
      {"calls", C.Inside.Calls},     {"foreign-at", std::move(Foreign)}};
  json::Object All{{"calls", C.Calls},
                   {"switches", C.Switches},
                   {"instructions", C.Instructions},
                   {"system-calls", C.Syscalls},
                   {"inside", std::move(Inside)},
                   {"exit-code", C.ExitCode},
                   {"signal", C.Signal}};
  OS << formatv("{0:2}\n", json::Value(std::move(All)));
}

} // namespace kpkeys
