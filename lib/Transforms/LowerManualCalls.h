//===- LowerManualCalls.h - kpkeys_set_level becomes inline -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_TRANSFORMS_LOWERMANUALCALLS_H
#define KPKEYS_LIB_TRANSFORMS_LOWERMANUALCALLS_H

#include "kpkeys/IR/ModuleConfig.h"

namespace llvm {
class CallInst;
}

namespace kpkeys {

/// True if \p Call may save what the key register holds; reports otherwise.
bool checkSaving(const llvm::CallInst &Call, const ModuleConfig &Config);

/// Replaces calls of the manual interface in \p F by the target's
/// instructions; where the runtime does the switching they stay. Reports a
/// level that is no constant.
void lowerManualCalls(llvm::Function &F, const ModuleConfig &Config);

} // namespace kpkeys

#endif
