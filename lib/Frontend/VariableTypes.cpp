//===- VariableTypes.cpp - Expressions inside types -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The size of a variable-length array is an expression with side effects that
// a type holds, not a statement: sizeof(char[++n]), typedef int T[n++]. All
// types made from one, canonical or not, share it. So is what typeof is given,
// if its type has such a size.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/VariableTypes.h"
#include "kpkeys/Frontend/AstVisitor.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "clang/AST/TypeLoc.h"

using namespace clang;

namespace kpkeys {

namespace {
class SizeFinder : public AstVisitor {
public:
  llvm::SetVector<Expr *> Sizes;

  bool VisitVariableArrayTypeLoc(VariableArrayTypeLoc Loc) override {
    if (Expr *Size = Loc.getTypePtr()->getSizeExpr())
      Sizes.insert(Size);
    return true;
  }

  /// Evaluated like the operand of sizeof.
  bool VisitTypeOfExprTypeLoc(TypeOfExprTypeLoc Loc) override {
    Expr *Operand = Loc.getUnderlyingExpr();
    if (Operand->getType()->isVariablyModifiedType())
      Sizes.insert(Operand);
    return true;
  }
};
} // namespace

llvm::SetVector<Expr *> variableSizes(FunctionDecl &F) {
  SizeFinder Finder;
  Finder.TraverseDecl(&F);
  return std::move(Finder.Sizes);
}

} // namespace kpkeys
