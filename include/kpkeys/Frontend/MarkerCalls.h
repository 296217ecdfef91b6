//===- MarkerCalls.h - Build marker calls in the AST ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_MARKERCALLS_H
#define KPKEYS_FRONTEND_MARKERCALLS_H

#include "kpkeys/Frontend/DomainModel.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/IR/Tags.h"
#include "clang/Basic/SourceLocation.h"
#include <utility>

namespace clang {
class ASTContext;
class DeclContext;
class Expr;
class FunctionDecl;
class LinkageSpecDecl;
} // namespace clang

namespace kpkeys {

/// The calls that the passes know, and what they call.
class MarkerCalls {
  clang::ASTContext &Context;
  llvm::StringMap<clang::FunctionDecl *> Functions;
  clang::LinkageSpecDecl *ExternC = nullptr; ///< around them in C++
  clang::FunctionDecl *IsConstantEvaluated = nullptr;
  bool MayBeConstant = false;
  unsigned NumMade = 0;

public:
  explicit MarkerCalls(clang::ASTContext &Context) : Context(Context) {}

  /// Whether what is marked from now on may be evaluated by the compiler, too
  /// (constexpr); returns what was so far.
  bool setMayBeConstant(bool May) { return std::exchange(MayBeConstant, May); }
  /// True if a call has been built.
  bool areUsed() const { return !Functions.empty(); }
  /// How many markers have been made.
  unsigned numMade() const { return NumMade; }

  /// (T *)__kpkeys_mark.D((void *)Pointer), for a pointer rvalue of type T *.
  clang::Expr *markPointer(clang::Expr *Pointer, DomainName Domain,
                           MarkerKind Kind);

  /// The same for a pointer or an integer as large as one.
  clang::Expr *markValue(clang::Expr *Value, DomainName Domain,
                         MarkerKind Kind);

  /// *mark(&LValue), for an lvalue that is no bit-field.
  clang::Expr *markLValue(clang::Expr *LValue, DomainName Domain,
                          MarkerKind Kind = MarkerKind::Plain);

  /// (T)__kpkeys_callee.L((void *)Pointer), for a pointer to a function.
  clang::Expr *markCallee(clang::Expr *Pointer, llvm::StringRef Level);

  /// __kpkeys_scope.begin.L()
  clang::Expr *beginScope(llvm::StringRef Level, clang::SourceLocation Loc);
  /// The function __kpkeys_scope.end.L.
  clang::FunctionDecl *endOfScope(llvm::StringRef Level);

  /// A tag on what \p Pointer points to.
  clang::Expr *tagPointer(clang::Expr *Pointer, const Tag &Kind);

private:
  clang::FunctionDecl *function(llvm::StringRef Name, clang::QualType Result,
                                llvm::ArrayRef<clang::QualType> Params);
  clang::DeclContext *declContext();
  clang::Expr *call(clang::FunctionDecl *F, llvm::ArrayRef<clang::Expr *> Args,
                    clang::QualType Result, clang::SourceLocation Loc);
  clang::Expr *callOn(clang::Expr *Pointer, llvm::StringRef Name,
                      clang::QualType VoidPtr);
  /// \p Evaluated where the compiler evaluates it, else \p Generated.
  clang::Expr *unlessEvaluated(clang::Expr *Evaluated, clang::Expr *Generated,
                               clang::SourceLocation Loc);
  clang::Expr *isConstantEvaluated(clang::SourceLocation Loc);
};

} // namespace kpkeys

#endif
