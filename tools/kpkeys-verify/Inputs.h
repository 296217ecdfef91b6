//===- Inputs.h - Files and archives that are checked -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_INPUTS_H
#define KPKEYS_VERIFY_INPUTS_H

#include "Check.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/MemoryBufferRef.h"

namespace kpkeys::verify {

/// Is told what cannot be read, and why.
using Complaint =
    llvm::function_ref<void(const llvm::Twine &Name, llvm::Error Why)>;

/// Checks the object in \p Buffer, or each object of the archive. What one
/// object says does not keep the others from being checked.
void checkBuffer(llvm::MemoryBufferRef Buffer, const CheckOptions &Options,
                 Findings &Found, Complaint Complain);

/// The same for a file.
void checkFile(llvm::StringRef Path, const CheckOptions &Options,
               Findings &Found, Complaint Complain);

} // namespace kpkeys::verify

#endif
