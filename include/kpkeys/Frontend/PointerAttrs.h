//===- PointerAttrs.h - kpkeys_pointee and kpkeys_unsealed ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What declarations say of the pointers they hold, whose types say nothing:
// kpkeys_pointee names the domain that they lead into, kpkeys_unsealed says
// that what they lead to is not in protected memory yet.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_FRONTEND_POINTERATTRS_H
#define KPKEYS_FRONTEND_POINTERATTRS_H

#include "kpkeys/Frontend/StoredAttr.h"

namespace clang {
class Decl;
class Expr;
class FunctionDecl;
class QualType;
class ValueDecl;
} // namespace clang

namespace kpkeys {

/// The type whose values kpkeys_pointee and kpkeys_unsealed on \p D speak of.
clang::QualType pointerTypeOf(const clang::Decl &D);

inline constexpr llvm::StringLiteral PointeeAttr = "kpkeys_pointee";
inline constexpr llvm::StringLiteral UnsealedAttr = "kpkeys_unsealed";

/// What pointers that \p D holds (a function: returns) lead into, by
/// kpkeys_pointee on it or on a typedef in its type. Empty: it does not say.
llvm::StringRef pointeeOfDecl(const clang::ValueDecl &D);

/// The domain of data of type \p T by a typedef with kpkeys_protected in it; of
/// an array, of its elements.
llvm::StringRef protectedByTypedef(clang::QualType T);

/// What pointers of type \p T lead into by a typedef with kpkeys_pointee.
llvm::StringRef pointeeOfType(clang::QualType T);

/// The same for what lvalue \p E holds.
llvm::StringRef pointeeOfLValue(const clang::Expr *E);

/// What pointer value \p E leads into, if it comes straight from a declaration
/// that says so: a load, a call, an assignment.
llvm::StringRef pointeeOfValue(const clang::Expr *E);

/// What the pointers that are reached through address \p E lead into: &p,
/// array_of_p + 1.
llvm::StringRef pointeeBehindAddress(const clang::Expr *E);

/// The variable or field that lvalue \p E is, or is an element of; null if that
/// is not seen.
const clang::ValueDecl *declOfLValue(const clang::Expr *E);

/// The declaration that pointer value \p E comes straight from: a load, a call,
/// an assignment. Null if that is not seen.
const clang::ValueDecl *declOfValue(const clang::Expr *E);

/// True if pointer value \p E comes straight from a declaration with
/// kpkeys_unsealed.
bool isUnsealed(const clang::Expr *E);

/// True of kpkeys_alloc, whose first argument names the domain that its result
/// leads into.
bool isAllocationFunction(const clang::FunctionDecl &F);

} // namespace kpkeys

#endif
