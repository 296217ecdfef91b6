//===- PromoteCall.h - Direct calls for a call by pointer -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_TRANSFORMS_PROMOTECALL_H
#define KPKEYS_TRANSFORMS_PROMOTECALL_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

namespace llvm {
class CallBase;
class Function;
} // namespace llvm

namespace kpkeys {

/// Compares the pointer that \p Call calls with each of \p Targets and calls
/// that one directly; returns those calls. \p Call stays for a pointer that is
/// none of them, which cannot be: what it passes is not an escape. Changes
/// nothing and returns nothing if one of them cannot be called so.
llvm::SmallVector<llvm::CallBase *, 8>
promoteCall(llvm::CallBase &Call, llvm::ArrayRef<llvm::Function *> Targets);

} // namespace kpkeys

#endif
