//===- Objects.h - Which object a pointer leads to --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_AUDIT_SUMMARIZE_OBJECTS_H
#define KPKEYS_LIB_AUDIT_SUMMARIZE_OBJECTS_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace llvm {
class PHINode;
class Value;
} // namespace llvm

namespace kpkeys {

using RootSet = llvm::SmallPtrSet<const llvm::Value *, 4>;

/// What \p Pointer was computed from: calls, parameters, loads. Null pointers
/// are none. Empty: only null. \p Chosen says what a phi is on the path that is
/// asked for, or null.
RootSet rootsOf(const llvm::Value *Pointer,
                llvm::function_ref<const llvm::Value *(const llvm::PHINode &)>
                    Chosen = nullptr);

} // namespace kpkeys

#endif
