//===- ByteScan.h - Rule 7: hidden key-register writes ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_BYTESCAN_H
#define KPKEYS_VERIFY_BYTESCAN_H

#include "Check.h"

namespace kpkeys::verify {

/// Reports each place of the executable bytes of \p Object, an x86-64 file,
/// where a write of a key register begins that the code does not mean: inside
/// of another instruction, across instructions, or in data among the code.
llvm::Error scanBytes(const llvm::object::ELF64LEObjectFile &Object,
                      llvm::StringRef Name, const CheckOptions &Options,
                      Findings &Found);

} // namespace kpkeys::verify

#endif
