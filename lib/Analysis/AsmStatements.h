//===- AsmStatements.h - Inline asm as a list of statements -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Enough of an assembler to find mnemonics: dialects, comments, labels and
// prefixes are taken away. Where in doubt, text stays, so that a mnemonic is
// seen rather than missed.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_LIB_ANALYSIS_ASMSTATEMENTS_H
#define KPKEYS_LIB_ANALYSIS_ASMSTATEMENTS_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/TargetParser/Triple.h"
#include <string>

namespace llvm {
class Module;
} // namespace llvm

namespace kpkeys {

struct AsmStatement {
  std::string Mnemonic; ///< or directive, in lower case
  std::string Operands; ///< in lower case

  bool isDirective() const { return Mnemonic.front() == '.'; }
};

/// The statements of \p Text, an asm string of LLVM IR, of all its dialects.
llvm::SmallVector<AsmStatement, 8> asmStatements(llvm::StringRef Text,
                                                 llvm::Triple::ArchType Arch);

/// True if asm of \p M outside of functions may give the name of an instruction
/// to a macro.
bool mayHaveMacros(const llvm::Module &M);

} // namespace kpkeys

#endif
