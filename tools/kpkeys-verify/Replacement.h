//===- Replacement.h - Code that is not where it runs -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_REPLACEMENT_H
#define KPKEYS_VERIFY_REPLACEMENT_H

#include "Machine.h"
#include "Ways.h"
#include "llvm/ADT/SmallVector.h"
#include <vector>

namespace kpkeys::verify {

class Code;
class Image;

struct Replacement {
  std::vector<Instruction> All;
  uint64_t End = 0;                        ///< of what it replaces
  llvm::SmallVector<uint64_t, 2> Branches; ///< where they go; 0: not known
  uint32_t Defs = 0;                       ///< general registers it changes
  /// It only loads, branches and does nothing; or it only computes, and stores
  /// what it replaces stores.
  bool IsPlain = true;
  bool IsCut = false; ///< its last instruction is longer, or not known
};

/// What \p P puts into \p Old.
Replacement readReplacement(const Image &In, const Machine &M, const Code &Old,
                            const Ways::Patch &P);

/// What a kernel runs at \p Begin, in .altinstr_aux, until it has patched: up
/// to where it does not go on. End is 0.
Replacement readAux(const Image &In, const Machine &M, uint64_t Begin);

} // namespace kpkeys::verify

#endif
