//===- Sources.h - Lines of source files ------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_TOOLS_REPORT_SOURCES_H
#define KPKEYS_TOOLS_REPORT_SOURCES_H

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>
#include <string>
#include <vector>

namespace kpkeys {

/// The lines of files, which are read when they are first asked for.
class Sources {
  struct File {
    std::unique_ptr<llvm::MemoryBuffer> Buffer;
    std::vector<llvm::StringRef> Lines;
  };
  std::vector<std::string> Dirs;
  llvm::StringMap<File> Files;

  const File &load(llvm::StringRef Name);

public:
  explicit Sources(std::vector<std::string> Dirs) : Dirs(std::move(Dirs)) {}
  /// All lines of \p Name; none if it is not found.
  llvm::ArrayRef<llvm::StringRef> lines(llvm::StringRef Name) {
    return load(Name).Lines;
  }
  /// Line \p Number, counted from 1, or nothing.
  llvm::StringRef line(llvm::StringRef Name, uint64_t Number);
};

/// True if \p Word is a keyword of C or C++.
bool isKeyword(llvm::StringRef Word);

} // namespace kpkeys

#endif
