//===- WindowReport.h - What windows hold, as remarks -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_TRANSFORMS_WINDOWREPORT_H
#define KPKEYS_LIB_TRANSFORMS_WINDOWREPORT_H

#include "WindowContents.h"

namespace llvm {
class OptimizationRemarkEmitter;
}

namespace kpkeys {

/// A remark `Window` for each window, and a `WindowSplit` where one cannot
/// reach the next.
void remarkWindows(const WindowGraph &Graph, const WindowList &Windows,
                   const Policy &Rules, llvm::OptimizationRemarkEmitter &ORE);

} // namespace kpkeys

#endif
