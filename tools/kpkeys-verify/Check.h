//===- Check.h - All rules, for one object ----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_CHECK_H
#define KPKEYS_VERIFY_CHECK_H

#include "Findings.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Object/ELFObjectFile.h"

namespace kpkeys::verify {

struct CheckOptions {
  llvm::StringSet<> Trusted; ///< functions that may write key registers
  bool FailOnHidden = false; ///< rule 7 makes findings, not notes
};

/// Checks \p Object, which reports call \p Name: x86-64 or AArch64, and no core
/// dump. An error: it cannot be read.
llvm::Error check(const llvm::object::ELF64LEObjectFile &Object,
                  llvm::StringRef Name, const CheckOptions &Options,
                  Findings &Found);

} // namespace kpkeys::verify

#endif
