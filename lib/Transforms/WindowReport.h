//===- WindowReport.h - What windows hold, as remarks -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_TRANSFORMS_WINDOWREPORT_H
#define KPKEYS_LIB_TRANSFORMS_WINDOWREPORT_H

#include "WindowGraph.h"

namespace llvm {
class OptimizationRemarkEmitter;
}

namespace kpkeys {

/// A remark `Window` for each window, and a `WindowSplit` where one cannot
/// reach the next. Returns the number of windows.
unsigned remarkWindows(const WindowGraph &Graph, llvm::ArrayRef<Need> Apart,
                       const Policy &Rules,
                       llvm::OptimizationRemarkEmitter &ORE);

/// True if \p I calls a library function: all of its code runs in the window.
bool runsCode(const llvm::Instruction &I);

} // namespace kpkeys

#endif
