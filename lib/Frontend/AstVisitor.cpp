//===- AstVisitor.cpp - Goes over a part of the AST -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The one instantiation of Clang's visitor. It holds no state but whom to ask,
// so that each traversal, inner ones too, makes its own.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/AstVisitor.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;

namespace kpkeys {

namespace {
class Traversal : public RecursiveASTVisitor<Traversal> {
  AstVisitor &Visitor;

public:
  using Base = RecursiveASTVisitor<Traversal>;

  explicit Traversal(AstVisitor &Visitor) : Visitor(Visitor) {}

  bool shouldVisitTemplateInstantiations() const {
    return Visitor.shouldVisitTemplateInstantiations();
  }
  bool shouldVisitImplicitCode() const {
    return Visitor.shouldVisitImplicitCode();
  }
  bool shouldVisitLambdaBody() const { return Visitor.shouldVisitLambdaBody(); }
  bool dataTraverseStmtPre(Stmt *S) { return Visitor.dataTraverseStmtPre(S); }

  bool TraverseDecl(Decl *D) { return Visitor.TraverseDecl(D); }
  bool TraverseConstructorInitializer(CXXCtorInitializer *Init) {
    return Visitor.TraverseConstructorInitializer(Init);
  }
  /// Clang's visits the body in any case.
  bool TraverseLambdaExpr(LambdaExpr *E) {
    if (shouldVisitLambdaBody())
      return Base::TraverseLambdaExpr(E);
    if (!WalkUpFromLambdaExpr(E))
      return false;
    for (auto [Capture, Init] : llvm::zip(E->captures(), E->capture_inits()))
      if (Capture.isExplicit() && !TraverseLambdaCapture(E, &Capture, Init))
        return false;
    return true;
  }
  /// Since LLVM 22 with a flag.
  template <typename... Flag> bool TraverseTypeLoc(TypeLoc Loc, Flag... Is) {
    return !Visitor.shouldVisitTypeLocs() || Base::TraverseTypeLoc(Loc, Is...);
  }
  bool TraverseTemplateArgumentLoc(const TemplateArgumentLoc &Arg) {
    return !Visitor.shouldVisitTypeLocs() ||
           Base::TraverseTemplateArgumentLoc(Arg);
  }

#define KPKEYS_NODE(Kind)                                                      \
  bool Visit##Kind(clang::Kind *Node) { return Visitor.Visit##Kind(Node); }
#define KPKEYS_TYPE_LOC(Kind)                                                  \
  bool Visit##Kind(clang::Kind Loc) { return Visitor.Visit##Kind(Loc); }
#include "kpkeys/Frontend/VisitedNodes.def"
};
} // namespace

bool AstVisitor::TraverseStmt(Stmt *S) {
  return Traversal(*this).TraverseStmt(S);
}

bool AstVisitor::TraverseTypeLoc(TypeLoc Loc) {
  return Traversal(*this).TraverseTypeLoc(Loc);
}

// Not Traversal's own, which would come back here.
bool AstVisitor::TraverseDecl(Decl *D) {
  return Traversal(*this).Base::TraverseDecl(D);
}

bool AstVisitor::TraverseConstructorInitializer(CXXCtorInitializer *Init) {
  return Traversal(*this).Base::TraverseConstructorInitializer(Init);
}

bool AstVisitor::dataTraverseStmtPre(Stmt *) { return true; }

#define KPKEYS_NODE(Kind)                                                      \
  bool AstVisitor::Visit##Kind(clang::Kind *) { return true; }
#define KPKEYS_TYPE_LOC(Kind)                                                  \
  bool AstVisitor::Visit##Kind(clang::Kind) { return true; }
#include "kpkeys/Frontend/VisitedNodes.def"

} // namespace kpkeys
