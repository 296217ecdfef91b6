//===- MarkWrites.h - Mark pointers through which writes go -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_MARKWRITES_H
#define KPKEYS_FRONTEND_MARKWRITES_H

#include "kpkeys/Frontend/ConstPromises.h"
#include "kpkeys/Frontend/EarlyUses.h"
#include "kpkeys/Frontend/MarkerCalls.h"
#include "kpkeys/Frontend/Mentions.h"
#include "kpkeys/Frontend/TemplateNodes.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace clang {
class BlockExpr;
class CallExpr;
class CXXConstructorDecl;
class CXXMethodDecl;
class Decl;
class DeclRefExpr;
class FunctionDecl;
class FunctionProtoType;
class ImplicitCastExpr;
class InitListExpr;
class OMPExecutableDirective;
class OpaqueValueExpr;
class ReturnStmt;
class Stmt;
} // namespace clang

namespace kpkeys {

/// Who receives a pointer, and what that says of where it leads.
struct Receiver {
  clang::QualType Type;    ///< null: code that does not know this file's types
  DomainName Pointee;      ///< by kpkeys_pointee
  bool IsLocal = false;    ///< a local variable: followed without its help
  bool IsMeasured = false; ///< a parameter with pass_object_size
  /// The local variable, or the function that returns it.
  const clang::ValueDecl *Keeper = nullptr;

  Receiver() = default;
  Receiver(clang::QualType T);                  // NOLINT: a conversion
  explicit Receiver(const clang::ValueDecl &D); ///< a function: its result
  static Receiver lvalue(const clang::Expr *E);

  /// Who promises not to write through a pointer to const: a function, or one
  /// of this type.
  const clang::FunctionDecl *Promiser = nullptr;
  const clang::FunctionProtoType *Prototype = nullptr;

private:
  void setVariable(const clang::VarDecl &Var);
};

/// A child that is known to be an expression, and may be replaced.
inline clang::Expr *&asExpr(clang::Stmt *&S) {
  return reinterpret_cast<clang::Expr *&>(S);
}

/// Rewrites function bodies in place.
class MarkWrites {
  clang::ASTContext &Context;
  const DomainModel &Model;
  EarlyUses &Early;
  TemplateNodes &Nodes;
  MarkerCalls Markers;
  ConstPromises Promises;
  Mentions Named;
  const clang::FunctionDecl *Current = nullptr; ///< being rewritten
  Receiver Result;                              ///< of that function
  /// Writes through pointers to const may follow in that function.
  bool ConstIsNoPromise = false;
  /// Default arguments and initialisers, which their uses share, and other
  /// expressions that are reached twice.
  llvm::SmallPtrSet<const void *, 8> Shared;
  /// Where a pointer's type is lost, as reported.
  llvm::DenseSet<clang::SourceLocation> Lost;
  /// Local variables and functions that give what kpkeys_alloc returned.
  llvm::SmallPtrSet<const clang::Decl *, 8> KeptAllocations;

public:
  MarkWrites(clang::ASTContext &Context, const DomainModel &Model,
             EarlyUses &Early, TemplateNodes &Nodes)
      : Context(Context), Model(Model), Early(Early), Nodes(Nodes),
        Markers(Context), Promises(Context),
        Named(Context, Model, KeptAllocations) {}

  /// True if anything has been marked.
  bool hasMarked() const { return Markers.areUsed(); }
  /// False if nothing in definition \p F needs to be rewritten, nor checked by
  /// BodyChecks.
  bool concerns(const clang::FunctionDecl &F);
  void rewrite(clang::FunctionDecl &F);
  /// The initialiser of a variable at file or class scope that runs.
  void rewriteInitializer(clang::VarDecl &Var);
  /// The bodies of blocks in initialiser \p Constant, which does not run.
  void rewriteBlocksIn(clang::Stmt *Constant);
  /// Definition \p F waits to be rewritten.
  void mayBeCalled(const clang::FunctionDecl &F) { Promises.mayBeCalled(F); }
  void reportBrokenPromises() { Promises.reportBroken(); }

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
  void visitTailCall(clang::ReturnStmt &Return);
  void visitBlock(clang::BlockExpr &Block);
  void visitAsm(clang::Stmt *&Asm);
  clang::Stmt *markVariable(clang::DeclRefExpr *Variable);
  void visitInitList(clang::InitListExpr *List);
  void visitElements(clang::Expr *List);
  void visitClauses(clang::OMPExecutableDirective &Directive);

  void visitLValue(clang::Expr *&E, DomainName MarkWith);
  void visitWritten(clang::Expr *&LValue);
  void visitRead(clang::Expr *&LValue);
  void visitLoad(clang::Stmt *&S);
  void visitDereferenced(clang::Expr *&Pointer, DomainName MarkWith);
  void visitPointer(clang::Expr *&E, const Receiver &By, bool ConstPromises);
  void visitReceived(clang::Expr *&E, const Receiver &By);
  void checkView(const clang::Expr *E, clang::QualType Own, clang::QualType As);
  void checkPointee(const clang::Expr *E, clang::QualType As);
  void visitBelowChain(clang::Expr *&E, DomainName Handled);
  void visitChainStart(clang::Expr *&E, DomainName Handled);

  // In Allocations.cpp.
  bool wasKept(const clang::Expr *E) const;
  void noteAllocation(const clang::Expr *E, const Receiver &By,
                      DomainName Domain);
  void reportUnknownAllocation(const clang::Expr *E);

  // C++, in MarkCxx.cpp.
  bool visitCxx(clang::Stmt *&S);
  bool visitCxxLValue(clang::Expr *&E, DomainName MarkWith);
  void visitBound(clang::Expr *&E, const Receiver &By, bool ConstPromises);
  void visitArgument(clang::Expr *&E, const Receiver &By, bool ConstPromises);
  void visitMember(clang::Expr *&E, const Receiver &By);
  void visitNamedMember(clang::Expr *&E);
  void checkBinding(const clang::Expr *E, const Receiver &By);
  void checkMember(const clang::Expr *E, const Receiver &By);
  void visitObject(clang::Expr *&Object, const clang::CXXMethodDecl *Method);
  bool visitCallee(clang::CallExpr *Call);
  void visitConstruction(clang::Expr *E);
  void visitNew(clang::Stmt *&S);
  void visitThrown(clang::Expr *&E);
  void visitHolders(clang::Decl &D);
  void visitSource(const clang::OpaqueValueExpr &Value);
  void visitInitializers(clang::CXXConstructorDecl &F);
  void tagObject(clang::CXXMethodDecl &F);
  DomainName saidBy(clang::QualType To, DomainName Own) const;
  bool promisesNoWrite(clang::QualType T, const clang::Expr *E) const;
  bool comesBack(const Receiver &By, clang::QualType T) const;
  void reportUnmarked(const clang::Expr *E);

  // In MarkDefaults.cpp.
  void visitShared(clang::Stmt *S);
  void visitLoadInPlace(clang::ImplicitCastExpr &Load, const Receiver &By);
  void visitInPlace(clang::Expr *E, const Receiver &By);

  bool dropsConst(const clang::FunctionDecl *F);
  bool isLargeAtomic(clang::QualType T) const;
  bool isLargerThanPointer(clang::QualType T) const;
};

} // namespace kpkeys

#endif
