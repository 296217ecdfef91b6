//===- Refusal.h - Is a register's number refused before? -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_REFUSAL_H
#define KPKEYS_VERIFY_REFUSAL_H

#include "Code.h"

namespace kpkeys::verify {

class Refusals {
  const Code &C;
  /// The only instruction that may run right before each, if there is one.
  std::vector<size_t> Before;

public:
  explicit Refusals(const Code &C);
  /// The instructions before \p N, the last first, down to a comparison because
  /// of which the lower half of \p R is not \p Number at \p N, if they are all
  /// run. Empty: there are none.
  llvm::SmallVector<size_t, 8> find(uint32_t Number, Register R,
                                    size_t N) const;
};

} // namespace kpkeys::verify

#endif
