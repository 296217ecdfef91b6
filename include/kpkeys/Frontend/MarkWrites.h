//===- MarkWrites.h - Mark pointers through which writes go -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_MARKWRITES_H
#define KPKEYS_FRONTEND_MARKWRITES_H

#include "kpkeys/Frontend/MarkerCalls.h"

namespace clang {
class CallExpr;
class DeclRefExpr;
class FunctionDecl;
class InitListExpr;
class Stmt;
} // namespace clang

namespace kpkeys {

/// Who receives a pointer, and what that says of where it leads.
struct Receiver {
  clang::QualType Type; ///< null: code that does not know this file's types
  DomainName Pointee;   ///< by kpkeys_pointee
  bool IsLocal = false; ///< a local variable: followed without its help
  bool IsMeasured = false; ///< a parameter with pass_object_size

  Receiver() = default;
  Receiver(clang::QualType T);                  // NOLINT: a conversion
  explicit Receiver(const clang::ValueDecl &D); ///< a function: its result
  static Receiver lvalue(const clang::Expr *E);
};

/// Rewrites function bodies in place.
class MarkWrites {
  clang::ASTContext &Context;
  const DomainModel &Model;
  MarkerCalls Markers;
  llvm::DenseMap<const clang::FunctionDecl *, bool> DropsConst;
  Receiver Result; ///< of the function being rewritten
  /// The function being rewritten casts const away somewhere.
  bool ConstIsNoPromise = false;

public:
  MarkWrites(clang::ASTContext &Context, const DomainModel &Model)
      : Context(Context), Model(Model), Markers(Context) {}

  void rewrite(clang::FunctionDecl &F);

private:
  void visit(clang::Stmt *&S);
  void visitUnmarked(clang::Stmt *&S);
  void visitChildren(clang::Stmt *S);
  void visitExpr(clang::Expr *&E) {
    visit(reinterpret_cast<clang::Stmt *&>(E));
  }
  bool visitOperator(clang::Stmt *S);
  bool visitSpecial(clang::Stmt *S);
  void visitCall(clang::CallExpr *Call);
  void visitAsm(clang::Stmt *&Asm);
  clang::Stmt *markVariable(clang::DeclRefExpr *Variable);
  void visitInitList(clang::InitListExpr *List);

  void visitLValue(clang::Expr *&E, DomainName MarkWith);
  void visitWritten(clang::Expr *&LValue);
  void visitRead(clang::Expr *&LValue);
  void visitDereferenced(clang::Expr *&Pointer, DomainName MarkWith);
  void visitPointer(clang::Expr *&E, const Receiver &By, bool ConstPromises);
  void visitReceived(clang::Expr *&E, const Receiver &By);
  void visitBelowChain(clang::Expr *&E, DomainName Handled);
  void visitChainStart(clang::Expr *&E, DomainName Handled);

  bool dropsConst(const clang::FunctionDecl *F);
  bool isLargeAtomic(clang::QualType T) const;
  bool isUntyped(const clang::CallExpr *Call) const;
};

} // namespace kpkeys

#endif
