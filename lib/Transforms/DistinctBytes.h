//===- DistinctBytes.h - What stores surely write ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_TRANSFORMS_DISTINCTBYTES_H
#define KPKEYS_LIB_TRANSFORMS_DISTINCTBYTES_H

#include "llvm/IR/Instructions.h"
#include <set>

namespace kpkeys {

/// Counts the bytes outside the stack that stores still write when the code
/// generator is done: it leaves out those that another store writes, too, and
/// those that are put back as they were.
class DistinctBytes {
  std::set<std::pair<const llvm::Value *, int64_t>> Seen;
  std::set<const llvm::Value *> Origins; ///< of Seen, and of those below
  std::set<const llvm::Value *> AtIndex; ///< written at a place that varies

public:
  /// Adds those of \p Store, and returns how many are new.
  uint64_t add(const llvm::StoreInst &Store);
};

} // namespace kpkeys

#endif
