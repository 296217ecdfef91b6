//===- Program.h - Functions of the program that runs -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_COUNT_PROGRAM_H
#define KPKEYS_COUNT_PROGRAM_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace kpkeys {

/// The symbol table of a process's executable, at the addresses it has there.
class Program {
  struct Function {
    uint64_t Address, Size;
    std::string Name;
  };
  std::vector<Function> Functions; ///< ascending

public:
  /// Of \p Pid, stopped behind its exec.
  static llvm::Expected<Program> of(pid_t Pid);

  std::optional<uint64_t> find(llvm::StringRef Name) const;
  /// "function+0x10", or the address if it is in none.
  std::string describe(uint64_t Address) const;
};

} // namespace kpkeys

#endif
