//===- MarkDefaults.cpp - Mark writes: default arguments ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// MarkWrites' rules for default arguments and default member initialisers of
// C++. Their uses share them, so they are visited once; and some have an owner
// that cannot replace them: what is marked there is a step below.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/MarkWrites.h"
#include "kpkeys/Frontend/PointerChains.h"
#include "kpkeys/Frontend/Report.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace kpkeys {

/// \p Load becomes a conversion of what is loaded, which can be replaced.
void MarkWrites::visitLoadInPlace(ImplicitCastExpr &Load, const Receiver &By) {
  Expr *Loaded = ImplicitCastExpr::Create(
      Context, Load.getType(), CK_LValueToRValue, Load.getSubExpr(), nullptr,
      VK_PRValue, FPOptionsOverride());
  Load.setCastKind(CK_NoOp);
  visitArgument(Loaded, By, /*ConstPromises=*/false);
  Load.setSubExpr(Loaded);
}

/// Visits \p E, which its owner cannot replace: a pointer is marked a step
/// below it.
void MarkWrites::visitInPlace(Expr *E, const Receiver &By) {
  if (auto *Full = dyn_cast<FullExpr>(E)) {
    if (!isa<ConstantExpr>(Full))
      visitArgument(asExpr(*Full->child_begin()), By, /*ConstPromises=*/false);
    return;
  }
  QualType Pointee = !By.Type.isNull() && By.Type->isPointerType()
                         ? By.Type->getPointeeType()
                         : QualType();
  switch (chainStep(E)) {
  case ChainStep::AddressOf:
  case ChainStep::Decay:
    if (E->getType()->isPointerType())
      return visitBound(chainOperand(E), Receiver(Pointee),
                        /*ConstPromises=*/false);
    break;
  case ChainStep::Conversion:
    return visitArgument(chainOperand(E), By, /*ConstPromises=*/false);
  case ChainStep::Arithmetic:
    for (Stmt *&Child : E->children())
      visitArgument(asExpr(Child), By, /*ConstPromises=*/false);
    return;
  case ChainStep::None:
    break;
  }
  if (auto *Load = dyn_cast<ImplicitCastExpr>(E);
      Load && Load->getCastKind() == CK_LValueToRValue &&
      Load->getType()->isPointerType())
    return visitLoadInPlace(*Load, By);
  Expr *Visited = E;
  visitArgument(Visited, By, /*ConstPromises=*/false);
  if (Visited != E)
    report(Context, E->getExprLoc(), DiagnosticsEngine::Error,
           "a write of protected data, or its address, stands in a default "
           "argument or default member initializer that cannot get a window; "
           "give the argument in the call, or initialize the member in a "
           "constructor");
}

/// \p S is a use of a default argument or of a default member initialiser.
void MarkWrites::visitShared(Stmt *S) {
  bool WasConstant = Markers.setMayBeConstant(true);
  if (auto *Argument = dyn_cast<CXXDefaultArgExpr>(S)) {
    ParmVarDecl *Param = Argument->getParam();
    bool IsRewritten = Argument->hasRewrittenInit();
    TemplateNodes::Recording Noting(
        Nodes, *Param,
        {IsRewritten ? Argument->getRewrittenExpr() : Param->getInit()});
    if (IsRewritten) {
      visitInPlace(Argument->getRewrittenExpr(), Receiver(*Param));
    } else if (Shared.insert(Param).second) {
      Expr *Init = Param->getInit();
      if (isa<FullExpr>(Init)) {
        visitInPlace(Init, Receiver(*Param));
      } else {
        visitArgument(Init, Receiver(*Param), /*ConstPromises=*/false);
        Param->setDefaultArg(Init);
      }
    }
  } else {
    auto *Default = cast<CXXDefaultInitExpr>(S);
    FieldDecl *Field = Default->getField();
    TemplateNodes::Recording Noting(Nodes, *Field, {Default->getExpr()});
    if (Default->hasRewrittenInit()) {
      visitInPlace(Default->getRewrittenExpr(), Receiver(*Field));
    } else if (Shared.insert(Field).second) {
      Expr *Init = Field->getInClassInitializer();
      if (isa<FullExpr>(Init)) {
        visitInPlace(Init, Receiver(*Field));
      } else {
        visitArgument(Init, Receiver(*Field), /*ConstPromises=*/false);
        Field->setInClassInitializer(Init);
      }
    }
  }
  Markers.setMayBeConstant(WasConstant);
}

} // namespace kpkeys
