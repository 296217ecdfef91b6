//===- LevelAttrs.h - kpkeys_level, _requires and _leave --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_LEVELATTRS_H
#define KPKEYS_FRONTEND_LEVELATTRS_H

#include "kpkeys/Frontend/StoredAttr.h"

namespace clang {
class ASTContext;
class FunctionDecl;
class QualType;
} // namespace clang

namespace kpkeys {

inline constexpr llvm::StringLiteral LevelAttr = "kpkeys_level";
inline constexpr llvm::StringLiteral RequiresAttr = "kpkeys_requires";
inline constexpr llvm::StringLiteral LeaveAttr = "kpkeys_leave";

/// True if \p T is a function, a pointer to one, an array of such pointers, or
/// a reference to one of these.
bool isOfFunctions(clang::QualType T);

/// What \p Name, one of the first two, says in a typedef that \p T, of
/// functions, is written with.
std::optional<StoredAttr> levelAttrOfType(clang::QualType T,
                                          llvm::StringRef Name);

/// What \p Name, one of the first two, says of \p F: on any declaration, or in
/// a typedef that one is declared with.
std::optional<StoredAttr> levelAttrOf(const clang::FunctionDecl &F,
                                      llvm::StringRef Name);

/// The level at which the body of \p F runs; empty: the default level.
llvm::StringRef bodyLevelOf(const clang::FunctionDecl &F);

/// True if an attribute that speaks of a level has been read in this file.
bool haveLevelAttrs(const clang::ASTContext &Context);
/// The same of this file or a precompiled part of it, which may.
bool mayHaveLevelAttrs(const clang::ASTContext &Context);

} // namespace kpkeys

#endif
