//===- RemarkFiles.h - Files of -fsave-optimization-record ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_TOOLS_REMARKFILES_H
#define KPKEYS_TOOLS_REMARKFILES_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Remarks/Remark.h"
#include "llvm/Support/Error.h"
#include <string>

namespace kpkeys {

/// Calls \p Take with each remark of pass kpkeys in \p Path: one file, or all
/// *.opt.yaml and *.opt.bitstream below a folder. Returns how many files.
llvm::Expected<size_t>
readRemarks(llvm::StringRef Path,
            llvm::function_ref<void(const llvm::remarks::Remark &)> Take);

/// The parser of YAML leaves '' for ' in what was quoted.
std::string unquoted(llvm::StringRef Value);

} // namespace kpkeys

#endif
