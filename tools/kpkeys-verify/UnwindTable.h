//===- UnwindTable.h - What .eh_frame says of functions ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_UNWINDTABLE_H
#define KPKEYS_VERIFY_UNWINDTABLE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include <cstdint>

namespace kpkeys::verify {

class Image;

/// A function: where it is, how large, and the address of its language's data,
/// 0: none.
struct UnwindEntry {
  uint64_t Function, Size, Data;
};

/// Each of the tables of \p In. What cannot be read is left out.
void forEachUnwindEntry(const Image &In,
                        llvm::function_ref<void(const UnwindEntry &)> Found);

} // namespace kpkeys::verify

#endif
