//===- Duplicable.h - Functions that may be cloned --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_TRANSFORMS_DUPLICABLE_H
#define KPKEYS_TRANSFORMS_DUPLICABLE_H

namespace llvm {
class Function;
} // namespace llvm

namespace kpkeys {

/// True if a clone of \p F, with markers, does what \p F does.
bool isDuplicable(const llvm::Function &F);

} // namespace kpkeys

#endif
