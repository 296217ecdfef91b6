//===- Mentions.h - Which functions may concern a domain --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_MENTIONS_H
#define KPKEYS_FRONTEND_MENTIONS_H

#include "kpkeys/Frontend/DomainModel.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace clang {
class Decl;
class Expr;
class FunctionDecl;
class Stmt;
class Type;
} // namespace clang

namespace kpkeys {

/// Tells the functions in which nothing that is named, and no type of an
/// expression, says anything of protected data. To rewrite one would change
/// nothing, which most functions of a C program are.
class Mentions {
  const clang::ASTContext &Context;
  const DomainModel &Model;
  /// Functions that return what kpkeys_alloc gave.
  const llvm::SmallPtrSetImpl<const clang::Decl *> &Allocating;
  /// Of types and declarations, where the answer is final.
  llvm::DenseMap<const void *, bool> Known;
  llvm::SmallPtrSet<const void *, 8> Asked; ///< not answered yet
  bool IsFinal = true;

public:
  Mentions(const clang::ASTContext &Context, const DomainModel &Model,
           const llvm::SmallPtrSetImpl<const clang::Decl *> &Allocating)
      : Context(Context), Model(Model), Allocating(Allocating) {}

  /// False if the body of \p F is no business of MarkWrites and BodyChecks.
  /// True of all but C.
  bool areIn(const clang::FunctionDecl &F);

private:
  bool areInStatement(const clang::Stmt &S);
  bool areAt(const clang::Expr &E);
  bool areInType(clang::QualType T);
  bool areInParts(const clang::Type &T);
  bool areInDecl(const clang::ValueDecl &D);
  bool areInVariable(const clang::VarDecl &Var);
  bool areInSignature(const clang::FunctionDecl &F);
  template <typename Fn> bool remember(const void *Key, Fn Find);
};

} // namespace kpkeys

#endif
