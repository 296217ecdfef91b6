//===- FunctionValues.h - What an expression calls --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_FUNCTIONVALUES_H
#define KPKEYS_FRONTEND_FUNCTIONVALUES_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

namespace clang {
class DeclRefExpr;
class Expr;
class FunctionDecl;
class ValueDecl;
} // namespace clang

namespace kpkeys {

/// A function, or a pointer to functions, as the value of an expression.
struct FunctionValue {
  const clang::Expr *E;
  /// By kpkeys_requires; empty: the default level.
  llvm::StringRef Level;
  /// The function, if it is named.
  const clang::FunctionDecl *F = nullptr;
  const clang::DeclRefExpr *Name = nullptr;
  /// The program casts it: nobody checks.
  bool IsCast = false;
};

/// What \p E, a function or a pointer to one, or the lvalue that holds one, may
/// be; of a choice, each. What is no such thing, a null pointer for one, gives
/// nothing.
llvm::SmallVector<FunctionValue, 2> functionValues(const clang::Expr *E);

/// The level at which what is kept in \p D, of functions, is called.
llvm::StringRef requiredBy(const clang::ValueDecl &D);

} // namespace kpkeys

#endif
