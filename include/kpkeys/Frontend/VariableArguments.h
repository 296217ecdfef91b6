//===- VariableArguments.h - What a function takes by va_arg ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_VARIABLEARGUMENTS_H
#define KPKEYS_FRONTEND_VARIABLEARGUMENTS_H

#include "clang/AST/Type.h"

namespace clang {
class FunctionDecl;
} // namespace clang

namespace kpkeys {

/// True if the variadic \p F is defined above and takes variable arguments that
/// are pointers as \p Pointer, or as pointers to const, and by nothing else
/// than va_arg.
bool takesVariablePartAs(const clang::FunctionDecl &F, clang::QualType Pointer);

} // namespace kpkeys

#endif
