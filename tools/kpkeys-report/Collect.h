//===- Collect.h - Files to a report ----------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_TOOLS_REPORT_COLLECT_H
#define KPKEYS_TOOLS_REPORT_COLLECT_H

#include "Model.h"
#include "llvm/Support/Error.h"

namespace kpkeys {

/// Adds what the file at \p Path holds to \p R: an object, a program, an
/// archive of objects, or a saved report. One without records adds nothing.
llvm::Error addFile(const std::string &Path, Report &R);

} // namespace kpkeys

#endif
