//===- AstVisitor.h - Goes over a part of the AST ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// clang::RecursiveASTVisitor is a template that takes seconds to compile, for
// every visitor again. This is the part of it that ours need, with virtual
// functions, so that one is compiled. Names, order and meaning are Clang's.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_FRONTEND_ASTVISITOR_H
#define KPKEYS_FRONTEND_ASTVISITOR_H

namespace clang {
class CXXCtorInitializer;
class Decl;
class Stmt;
class TypeLoc;
// NOLINTBEGIN(bugprone-macro-parentheses): not of a name
#define KPKEYS_NODE(Kind) class Kind;
#define KPKEYS_TYPE_LOC(Kind) class Kind;
// NOLINTEND(bugprone-macro-parentheses)
#include "kpkeys/Frontend/VisitedNodes.def"
} // namespace clang

namespace kpkeys {

/// Visits a node, then what lies inside it. All that return bool, but for
/// `should...` and dataTraverseStmtPre, return false to end the visit.
class AstVisitor {
public:
  // Where to begin. The virtual ones are also called for what lies inside.
  bool TraverseStmt(clang::Stmt *S);
  bool TraverseTypeLoc(clang::TypeLoc Loc);
  virtual bool TraverseDecl(clang::Decl *D);
  virtual bool TraverseConstructorInitializer(clang::CXXCtorInitializer *Init);

  /// False if \p S is passed over, with what lies inside it.
  virtual bool dataTraverseStmtPre(clang::Stmt *S);

  virtual bool shouldVisitTemplateInstantiations() const { return false; }
  virtual bool shouldVisitImplicitCode() const { return false; }
  virtual bool shouldVisitLambdaBody() const { return true; }
  /// Types as they are written, and the arguments of templates.
  virtual bool shouldVisitTypeLocs() const { return true; }

#define KPKEYS_NODE(Kind) virtual bool Visit##Kind(clang::Kind *Node);
#define KPKEYS_TYPE_LOC(Kind) virtual bool Visit##Kind(clang::Kind Loc);
#include "kpkeys/Frontend/VisitedNodes.def"

protected:
  ~AstVisitor() = default;
};

} // namespace kpkeys

#endif
