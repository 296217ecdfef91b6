//===- VariableTypes.h - Expressions inside types ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef KPKEYS_FRONTEND_VARIABLETYPES_H
#define KPKEYS_FRONTEND_VARIABLETYPES_H

#include "llvm/ADT/SetVector.h"

namespace clang {
class Expr;
class FunctionDecl;
} // namespace clang

namespace kpkeys {

/// The sizes of variable-length array types that \p F names, in its parameters
/// and anywhere in its body.
llvm::SetVector<clang::Expr *> variableSizes(clang::FunctionDecl &F);

} // namespace kpkeys

#endif
