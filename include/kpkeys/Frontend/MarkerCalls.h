//===- MarkerCalls.h - Build marker calls in the AST ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_MARKERCALLS_H
#define KPKEYS_FRONTEND_MARKERCALLS_H

#include "kpkeys/Frontend/DomainModel.h"
#include "kpkeys/IR/Markers.h"

namespace clang {
class ASTContext;
class Expr;
class FunctionDecl;
} // namespace clang

namespace kpkeys {

class MarkerCalls {
  clang::ASTContext &Context;
  llvm::StringMap<clang::FunctionDecl *> Functions;

  clang::FunctionDecl *function(const Marker &Kind, clang::QualType Ptr);

public:
  explicit MarkerCalls(clang::ASTContext &Context) : Context(Context) {}

  /// (T *)__kpkeys_mark.D((void *)Pointer), for a pointer rvalue of type T *.
  clang::Expr *markPointer(clang::Expr *Pointer, DomainName Domain,
                           MarkerKind Kind);

  /// *mark(&LValue), for an lvalue that is no bit-field.
  clang::Expr *markLValue(clang::Expr *LValue, DomainName Domain);
};

} // namespace kpkeys

#endif
