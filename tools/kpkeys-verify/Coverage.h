//===- Coverage.h - Do sections show all executable code? -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_COVERAGE_H
#define KPKEYS_VERIFY_COVERAGE_H

#include "llvm/Object/ELFObjectFile.h"

namespace kpkeys::verify {

/// An error if something of \p Object is mapped executable, and its section
/// headers do not say that it is code: it would not be looked at.
llvm::Error checkCoverage(const llvm::object::ELF64LEObjectFile &Object);

} // namespace kpkeys::verify

#endif
