//===- Helpers.h - Functions that code generators call ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_HELPERS_H
#define KPKEYS_VERIFY_HELPERS_H

#include "Instruction.h"
#include "llvm/ADT/StringRef.h"

namespace kpkeys::verify {

/// A function that the code generator calls for what was no call: it writes
/// nothing but what its arguments lead to, and goes to no other level. With
/// the number of bytes it stores if that is in the name.
enum class HelperKind {
  None,
  Computes,
  CopiesBlock,
  Atomic,
  AtomicOfAnySize, ///< its first argument
};
HelperKind helperKind(llvm::StringRef Name);
/// Of Atomic: the bytes that it stores.
uint64_t helperSize(llvm::StringRef Name);
/// Functions of the project's runtime that write the key register.
bool isRuntime(llvm::StringRef Name);
/// What a sanitizer reports to, or asks.
bool isSanitizer(llvm::StringRef Name);
bool neverReturns(llvm::StringRef Name);

} // namespace kpkeys::verify

#endif
