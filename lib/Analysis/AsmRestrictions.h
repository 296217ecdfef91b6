//===- AsmRestrictions.h - What statements of asm do ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_ANALYSIS_ASMRESTRICTIONS_H
#define KPKEYS_LIB_ANALYSIS_ASMRESTRICTIONS_H

#include "AsmStatements.h"
#include "kpkeys/Policy/Restriction.h"

namespace kpkeys {

struct AsmEffect {
  Restriction Violated = Restriction::None;
  bool IsUnchecked = false; ///< data, a macro, or a way to other code
};

/// \p Arch has mnemonics here; any statement for another is unchecked.
AsmEffect effectOf(const AsmStatement &S, llvm::Triple::ArchType Arch);

/// True if \p Code, a constraint's ("x", "^Yz"), is a register for floating
/// point or vectors.
bool isFloatConstraint(llvm::StringRef Code, llvm::Triple::ArchType Arch);

} // namespace kpkeys

#endif
