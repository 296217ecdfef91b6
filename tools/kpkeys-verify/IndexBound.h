//===- IndexBound.h - How large an index can be -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_INDEXBOUND_H
#define KPKEYS_VERIFY_INDEXBOUND_H

#include "Predecessors.h"

namespace kpkeys::verify {

/// Before instruction \p N, \p Index is less than that; std::nullopt: nothing
/// is proven.
std::optional<uint64_t> indexBound(const Code &C, const Predecessors &From,
                                   Register Index, size_t N);

} // namespace kpkeys::verify

#endif
