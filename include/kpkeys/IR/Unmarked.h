//===- Unmarked.h - Functions that were not rewritten -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_IR_UNMARKED_H
#define KPKEYS_IR_UNMARKED_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <vector>

namespace llvm {
class Module;
}

namespace kpkeys {

/// Identifiers of the compiler, in no order. They live as long as it does.
using FunctionNames = std::vector<llvm::StringRef>;

/// Reports an error for each function that \p M defines though the front end
/// has left it alone, since it expected no code for it.
void reportUnmarked(const llvm::Module &M,
                    llvm::ArrayRef<llvm::StringRef> Unmarked);

} // namespace kpkeys

#endif
