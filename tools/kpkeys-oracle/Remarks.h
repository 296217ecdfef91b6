//===- Remarks.h - What the compiler said of a program ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_ORACLE_REMARKS_H
#define KPKEYS_ORACLE_REMARKS_H

#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace kpkeys {

/// A pointer into Domain left the compiler's sight here, and it said so.
struct EscapeNote {
  std::string Function, File;
  unsigned Line = 0, Column = 0;
  std::string Kind, Domain, Text;
};

/// The remarks of pass kpkeys in files of -fsave-optimization-record.
struct RemarkSet {
  std::vector<EscapeNote> Escapes;
  size_t Accesses = 0;
  size_t Files = 0;

  /// Adds a file, or all *.opt.yaml and *.opt.bitstream below a folder.
  llvm::Error add(llvm::StringRef Path);
};

} // namespace kpkeys

#endif
