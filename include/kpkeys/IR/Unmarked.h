//===- Unmarked.h - Functions that were not rewritten -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_IR_UNMARKED_H
#define KPKEYS_IR_UNMARKED_H

#include "llvm/ADT/StringSet.h"

namespace llvm {
class Module;
}

namespace kpkeys {

/// Reports an error for each function that \p M defines though the front end
/// has left it alone, since it expected no code for it.
void reportUnmarked(const llvm::Module &M, const llvm::StringSet<> &Unmarked);

} // namespace kpkeys

#endif
