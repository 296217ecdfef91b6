//===- Text.h - Reports for terminals ---------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_TOOLS_REPORT_TEXT_H
#define KPKEYS_TOOLS_REPORT_TEXT_H

#include "Diff.h"

namespace llvm {
class raw_ostream;
}

namespace kpkeys {

void printText(const Report &R, llvm::raw_ostream &OS);
void printText(const Difference &D, llvm::raw_ostream &OS);

/// `3 windows`, `1 window`.
std::string counted(uint64_t Number, llvm::StringRef What);
/// What a split says, without the place.
std::string splitText(const Split &S);

} // namespace kpkeys

#endif
