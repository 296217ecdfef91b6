//===- JumpTables.h - Branches by tables of AArch64 -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_JUMPTABLES_H
#define KPKEYS_VERIFY_JUMPTABLES_H

#include "llvm/ADT/SmallVector.h"
#include <cstddef>
#include <map>

namespace kpkeys::verify {

class Code;
class Image;

/// Where an indirect branch goes, all of it.
struct TableJump {
  llvm::SmallVector<size_t, 8> Labels; ///< ascending
  bool LeadsOut = false; ///< of the function too, or into an instruction
  size_t Base = 0;       ///< instruction that makes what entries count from
};

/// By the branch.
using TableJumps = std::map<size_t, TableJump>;

TableJumps findTableJumps(const Image &In, const Code &C);

} // namespace kpkeys::verify

#endif
