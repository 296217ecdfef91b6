//===- Rules.h - What kpkeys-verify asks of machine code --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_RULES_H
#define KPKEYS_VERIFY_RULES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

namespace kpkeys::verify {

/// The numbers are the user's: docs/Verify.md and reports name them.
enum class Rule {
  UnrecordedSwitch = 1,
  Value = 2,
  Paths = 3,
  Synchronization = 4,
  Exposure = 5,
  Records = 6,
  HiddenInstruction = 7,
  Restriction = 8,
};

struct RuleText {
  Rule Number;
  llvm::StringLiteral Name;  ///< "unrecorded-switch"
  llvm::StringLiteral Short; ///< one sentence
  llvm::StringLiteral Long;  ///< why, and what to do; lines of 80 columns
};

/// All rules, ascending.
llvm::ArrayRef<RuleText> rules();
const RuleText &textOf(Rule R);

/// The rule that a user calls \p Word, by its number or name; null if none.
const RuleText *findRule(llvm::StringRef Word);

void explain(const RuleText &R, llvm::raw_ostream &OS);

} // namespace kpkeys::verify

#endif
