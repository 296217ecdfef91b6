//===- UnwindTable.h - Where .eh_frame says functions are -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_UNWINDTABLE_H
#define KPKEYS_VERIFY_UNWINDTABLE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"

namespace kpkeys::verify {

/// Calls \p Found with the address and the size of each function that a
/// .eh_frame of \p Contents at \p Address describes. What cannot be read is
/// left out.
void readUnwindTable(llvm::StringRef Contents, uint64_t Address,
                     llvm::function_ref<void(uint64_t, uint64_t)> Found);

} // namespace kpkeys::verify

#endif
