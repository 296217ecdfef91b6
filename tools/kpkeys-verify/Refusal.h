//===- Refusal.h - Is a register's number refused before? -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_REFUSAL_H
#define KPKEYS_VERIFY_REFUSAL_H

#include "Predecessors.h"

namespace kpkeys::verify {

/// The instructions before \p N, the last first, down to a comparison because
/// of which the lower half of \p R is not \p Number at \p N, if they are all
/// run. Empty: there are none.
llvm::SmallVector<size_t, 8> findRefusal(const Code &C,
                                         const Predecessors &From,
                                         uint32_t Number, Register R, size_t N);

} // namespace kpkeys::verify

#endif
