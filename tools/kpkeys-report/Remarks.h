//===- Remarks.h - What the compiler said of a program ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_TOOLS_REPORT_REMARKS_H
#define KPKEYS_TOOLS_REPORT_REMARKS_H

#include "Model.h"
#include "llvm/Support/Error.h"

namespace kpkeys {

/// Adds the remarks of \p Path to \p R: one file, or all `*.opt.yaml` and
/// `*.opt.bitstream` below a folder.
llvm::Error addRemarks(llvm::StringRef Path, Report &R);

} // namespace kpkeys

#endif
