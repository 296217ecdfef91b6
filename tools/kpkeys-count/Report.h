//===- Report.h - The counts as text and as JSON ----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_COUNT_REPORT_H
#define KPKEYS_COUNT_REPORT_H

#include "Counter.h"
#include "llvm/Support/raw_ostream.h"

namespace kpkeys {

void printText(const Counts &C, llvm::raw_ostream &OS);
void printJson(const Counts &C, llvm::raw_ostream &OS);

} // namespace kpkeys

#endif
