//===- Diagnose.h - Errors, warnings and remarks from passes ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every message of the IR half goes through here, so that each has the same
// form under clang (file:line:col), opt and ld.lld.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_IR_DIAGNOSE_H
#define KPKEYS_IR_DIAGNOSE_H

#include "llvm/ADT/Twine.h"
#include <string>

namespace llvm {
class Instruction;
class LLVMContext;
class SMDiagnostic;
} // namespace llvm

namespace kpkeys {

/// An error about the whole compilation.
void reportError(llvm::LLVMContext &C, const llvm::Twine &Message);

/// An error or a warning at the instruction's source line; without debug
/// locations at its function.
void reportErrorAt(const llvm::Instruction &I, const llvm::Twine &Message);
void reportWarningAt(const llvm::Instruction &I, const llvm::Twine &Message);

/// A note to the message before it. Clang gives no place to notes of passes, so
/// that a place belongs into the text.
void reportNote(llvm::LLVMContext &C, const llvm::Twine &Message);

/// "file:line:col" of \p I in the source, or "".
std::string sourcePlace(const llvm::Instruction &I);

/// "file:line:col: message".
std::string formatDiagnostic(const llvm::SMDiagnostic &D);

} // namespace kpkeys

#endif
