//===- Advice.h - What windows will cost, and how to save some --*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_TOOLS_REPORT_ADVICE_H
#define KPKEYS_TOOLS_REPORT_ADVICE_H

#include "Counts.h"
#include "llvm/Support/JSON.h"

namespace kpkeys {

/// What the switches of one function cost, estimated.
struct FunctionCost {
  std::string Function;
  Spot At;
  double SwitchesPerCall = 0;
  std::optional<uint64_t> Calls; ///< none: not counted
  double Switches = 0;           ///< of all calls, or of one if not counted
  double Cycles = 0;
};

struct FieldCost {
  FieldRef Field;
  const kpkeys::Member *Member = nullptr; ///< of the report
  unsigned Windows = 0;                   ///< that access it
  unsigned Alone = 0;                     ///< that access nothing else
  double Switches = 0, SwitchesAlone = 0;
};

/// Fields of one record or variable that might live elsewhere.
struct SplitAdvice {
  std::vector<FieldRef> Move;
  unsigned Windows = 0; ///< that would go
  double Switches = 0;  ///< that would go
  uint64_t MoveBytes = 0, KeepBytes = 0;
};

struct RecordCost {
  std::string Name;
  const RecordLayout *Layout = nullptr; ///< of the report
  unsigned Windows = 0;
  double Switches = 0;
  std::vector<FieldCost> Fields;
  std::optional<SplitAdvice> Split;

  const FieldCost *field(const FieldRef &F) const;
};

struct Advice {
  double SwitchCost = 0; ///< cycles
  bool HasCounts = false;
  std::vector<FunctionCost> Functions; ///< dearest first
  double Switches = 0, Cycles = 0;
  std::vector<RecordCost> Records; ///< dearest first
  double UnknownSwitches = 0;      ///< of windows with accesses not known
};

/// An estimate from the remarks in \p R.
Advice advise(const Report &R, const Counts *Counted, double SwitchCost);

/// The name of \p F for people: `cred.uid`, or `cred+8`.
std::string fieldName(const FieldCost &F);
/// `struct cred`, `variable limit`.
std::string ownerName(const RecordCost &Cost);
/// The suggestion of \p Cost, which has one, as a sentence.
std::string splitAdvice(const RecordCost &Cost);
/// `12 %`, or nothing of nothing.
std::string percent(double Part, double Whole);
/// `12.5`, `340`, `1.2e+07`: as many digits as an estimate deserves.
std::string estimate(double Number);

void printAdvice(const Advice &A, const Report &R, llvm::raw_ostream &OS);
llvm::json::Object toJson(const Advice &A, const Report &R);

} // namespace kpkeys

#endif
