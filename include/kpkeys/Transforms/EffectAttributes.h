//===- EffectAttributes.h - Attributes a window invalidates -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_TRANSFORMS_EFFECTATTRIBUTES_H
#define KPKEYS_TRANSFORMS_EFFECTATTRIBUTES_H

#include "llvm/ADT/ArrayRef.h"

namespace llvm {
class Function;
}

namespace kpkeys {

/// Removes what was inferred about the effects of \p Changed before they got
/// windows (memory(...), nosync, speculatable, parameters that are readonly),
/// from them, from their callers in the module, transitively, and from all
/// their call sites.
void dropEffectAttributes(llvm::ArrayRef<llvm::Function *> Changed);

} // namespace kpkeys

#endif
