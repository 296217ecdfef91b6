//===- FunctionAttrs.h - kpkeys_ignore and kpkeys_escape --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_FUNCTIONATTRS_H
#define KPKEYS_FRONTEND_FUNCTIONATTRS_H

#include "kpkeys/Frontend/StoredAttr.h"

namespace clang {
class FunctionDecl;
}

namespace kpkeys {

inline constexpr llvm::StringLiteral IgnoreAttr = "kpkeys_ignore";
inline constexpr llvm::StringLiteral EscapeAttr = "kpkeys_escape";

/// True if \p F gets no markers and no windows.
bool isIgnored(const clang::FunctionDecl &F);

/// Has the code generator tell the passes of what is said about \p F.
/// Puts what the attributes say, and later passes must know, on \p F.
void passOnFunctionAttrs(clang::FunctionDecl &F);

/// The same: constructor or destructor \p F guards its object, in \p Domain.
void noteObject(clang::FunctionDecl &F, llvm::StringRef Domain);

} // namespace kpkeys

#endif
