//===- MarkObjects.cpp - Mark writes: constructors and their like ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a constructor, a destructor and a defaulted assignment write without an
// expression that says so: their object gets a tag (Tags.h) at the beginning of
// the body. Values that initialisers give to members, and to variables outside
// of functions, are received like others.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/MarkWrites.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace kpkeys {

/// A constructor's initialisers cannot be replaced; those that change are made
/// anew.
static CXXCtorInitializer *withInit(ASTContext &C, const CXXCtorInitializer &I,
                                    Expr *Init) {
  CXXCtorInitializer *New = nullptr;
  if (I.isDelegatingInitializer())
    New = new (C) CXXCtorInitializer(C, I.getTypeSourceInfo(), I.getLParenLoc(),
                                     Init, I.getRParenLoc());
  else if (I.isBaseInitializer())
    New = new (C) CXXCtorInitializer(
        C, I.getTypeSourceInfo(), I.isBaseVirtual(), I.getLParenLoc(), Init,
        I.getRParenLoc(),
        I.isPackExpansion() ? I.getEllipsisLoc() : SourceLocation());
  else if (I.isIndirectMemberInitializer())
    New = new (C)
        CXXCtorInitializer(C, I.getIndirectMember(), I.getMemberLocation(),
                           I.getLParenLoc(), Init, I.getRParenLoc());
  else
    New = new (C) CXXCtorInitializer(C, I.getMember(), I.getMemberLocation(),
                                     I.getLParenLoc(), Init, I.getRParenLoc());
  if (I.isWritten())
    New->setSourceOrder(I.getSourceOrder());
  return New;
}

void MarkWrites::visitInitializers(CXXConstructorDecl &F) {
  SmallVector<CXXCtorInitializer *, 8> All;
  bool Changed = false;
  for (CXXCtorInitializer *I : F.inits()) {
    Expr *Init = I->getInit();
    Expr *Visited = Init;
    const FieldDecl *Member = I->getAnyMember();
    if (Visited)
      visitReceived(Visited,
                    Member ? Receiver(*Member) : Receiver(Visited->getType()));
    Changed |= Visited != Init;
    All.push_back(Visited == Init ? I : withInit(Context, *I, Visited));
  }
  if (!Changed)
    return;
  auto **Array = new (Context) CXXCtorInitializer *[All.size()];
  llvm::copy(All, Array);
  F.setCtorInitializers(Array);
}

void MarkWrites::rewriteInitializer(VarDecl &Var) {
  Stmt **Init = Var.getInitAddress();
  if (!Init || !*Init)
    return;
  ConstIsNoPromise = true;
  Result = {};
  Markers.setMayBeConstant(true);
  visitReceived(asExpr(*Init), Receiver(Var));
  visitHolders(Var);
}

/// True if \p F writes its object by code that no expression names.
static bool writesObject(const CXXMethodDecl &F) {
  return isa<CXXConstructorDecl, CXXDestructorDecl>(F) ||
         (F.isDefaulted() &&
          (F.isCopyAssignmentOperator() || F.isMoveAssignmentOperator()));
}

void MarkWrites::tagObject(CXXMethodDecl &F) {
  if (!writesObject(F))
    return;
  QualType This = F.getThisType();
  DomainName Domain = Model.inside(This->getPointeeType());
  if (Domain.empty())
    return;
  Expr *Object = CXXThisExpr::Create(Context, F.getLocation(), This,
                                     /*IsImplicit=*/true);
  Expr *TagCall = Markers.tagPointer(Object, {Domain, TagKind::Object});
  auto Prepend = [&](Stmt *Body) {
    SmallVector<Stmt *, 8> All = {TagCall};
    SourceLocation Begin = Body->getBeginLoc(), End = Body->getEndLoc();
    FPOptionsOverride Options;
    if (auto *Compound = dyn_cast<CompoundStmt>(Body)) {
      All.append(Compound->body_begin(), Compound->body_end());
      if (Compound->hasStoredFPFeatures())
        Options = Compound->getStoredFPFeatures();
    } else {
      All.push_back(Body);
    }
    return CompoundStmt::Create(Context, All, Options, Begin, End);
  };
  // A function try block stays the body.
  if (auto *Try = dyn_cast<CXXTryStmt>(F.getBody()))
    *Try->child_begin() = Prepend(Try->getTryBlock());
  else
    F.setBody(Prepend(F.getBody()));
}

} // namespace kpkeys
