//===- Counts.h - How often code ran ----------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_TOOLS_REPORT_COUNTS_H
#define KPKEYS_TOOLS_REPORT_COUNTS_H

#include "Model.h"
#include "llvm/Support/Error.h"

namespace kpkeys {

/// How often functions were called and lines were run, as files say.
class Counts {
  std::map<std::string, uint64_t> Functions;
  std::map<std::string, std::map<std::string, uint64_t>>
      Lines; ///< by file name

  llvm::Error addLine(llvm::StringRef Line, std::string &File);

public:
  /// Adds a file of lines `FILE:LINE COUNT` and `FUNCTION COUNT`, or an LCOV
  /// tracefile, as `llvm-cov export -format=lcov` and lcov write it.
  llvm::Error addFile(const std::string &Path);
  /// How often the function \p Name was called, which begins at \p Begin.
  std::optional<uint64_t> calls(const std::string &Name,
                                const Spot &Begin) const;
};

} // namespace kpkeys

#endif
