//===- SiteRemarks.h - Accesses and escapes as remarks ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the compiler knows of each place, for tools: -fsave-optimization-record
// writes it to a file, -Rpass-analysis=kpkeys prints it.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_TRANSFORMS_SITEREMARKS_H
#define KPKEYS_TRANSFORMS_SITEREMARKS_H

#include "kpkeys/Analysis/Accesses.h"

namespace llvm {
class OptimizationRemarkEmitter;
}

namespace kpkeys {

/// A remark `Access` with Kind and Domain for each access of \p List.
void remarkAccesses(const AccessList &List, const Policy &Rules,
                    llvm::OptimizationRemarkEmitter &ORE);

/// A remark `Escape` with Kind and Domain; \p Text is what the user is told.
void remarkEscape(const Escape &E, const Policy &Rules, llvm::StringRef Text,
                  llvm::OptimizationRemarkEmitter &ORE);

} // namespace kpkeys

#endif
