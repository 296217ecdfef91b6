//===- Predecessors.h - What may run right before ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_PREDECESSORS_H
#define KPKEYS_VERIFY_PREDECESSORS_H

#include "Code.h"
#include <vector>

namespace kpkeys::verify {

/// Of each instruction, those that may run right before it. Indirect branches
/// that may go to any of several labels are before the one behind the last, and
/// that is before the labels. A way that there is twice is there twice.
using Predecessors = std::vector<llvm::SmallVector<size_t, 2>>;

Predecessors predecessors(const Code &C);

} // namespace kpkeys::verify

#endif
