//===- CodeRules.h - The rules for code along its paths ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_CODERULES_H
#define KPKEYS_VERIFY_CODERULES_H

#include "Check.h"

namespace kpkeys::verify {

/// Checks \p Object, which reports call \p Name, by all rules but the one for
/// hidden instructions.
llvm::Error checkCode(const llvm::object::ELF64LEObjectFile &Object,
                      llvm::StringRef Name, const CheckOptions &Options,
                      Findings &Found);

} // namespace kpkeys::verify

#endif
