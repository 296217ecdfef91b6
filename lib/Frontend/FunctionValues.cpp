//===- FunctionValues.cpp - What an expression calls ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Follows an expression to the functions, or to the declarations that hold
// pointers to functions, that its value comes from. kpkeys_requires stands on
// declarations and typedefs; it is no part of a type.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/FunctionValues.h"
#include "kpkeys/Frontend/LevelAttrs.h"
#include "kpkeys/Frontend/PointerChains.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace kpkeys {

static llvm::StringRef requiredByType(QualType T) {
  auto Attr = levelAttrOfType(T, RequiresAttr);
  return Attr ? Attr->Value : llvm::StringRef();
}

llvm::StringRef requiredBy(const ValueDecl &D) {
  if (const auto *F = dyn_cast<FunctionDecl>(&D)) {
    auto Attr = levelAttrOf(*F, RequiresAttr);
    return Attr ? Attr->Value : llvm::StringRef();
  }
  if (const auto *Binding = dyn_cast<BindingDecl>(&D)) {
    if (!Binding->getBinding())
      return {};
    auto Values = functionValues(Binding->getBinding());
    return Values.empty() ? llvm::StringRef() : Values.front().Level;
  }
  if (auto Attr = storedAttrOfAny(D, RequiresAttr))
    return Attr->Value;
  return requiredByType(D.getType());
}

/// The lvalue that pointer \p E leads to, if it holds functions, or null.
static const Expr *pointedAt(const Expr *E) {
  for (ChainStep Step; (Step = chainStep(E)) != ChainStep::None;) {
    E = chainOperand(const_cast<Expr *>(E));
    if (Step == ChainStep::AddressOf || Step == ChainStep::Decay)
      return isOfFunctions(E->getType()) ? E : nullptr;
  }
  return nullptr;
}

/// The expression that has the value of \p E, or the lvalue that holds it; null
/// if \p E has it itself.
static const Expr *below(const Expr *E) {
  if (const auto *Full = dyn_cast<FullExpr>(E))
    return Full->getSubExpr();
  if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(E))
    return Temporary->getSubExpr();
  if (const auto *Argument = dyn_cast<CXXDefaultArgExpr>(E))
    return Argument->getExpr();
  if (const auto *Init = dyn_cast<CXXDefaultInitExpr>(E))
    return Init->getExpr();
  if (const auto *Param = dyn_cast<SubstNonTypeTemplateParmExpr>(E))
    return Param->getReplacement();
  if (const auto *Generic = dyn_cast<GenericSelectionExpr>(E))
    return Generic->getResultExpr();
  if (const auto *Choose = dyn_cast<ChooseExpr>(E))
    return Choose->getChosenSubExpr();
  if (const auto *Opaque = dyn_cast<OpaqueValueExpr>(E))
    return Opaque->getSourceExpr();
  if (const auto *Cast = dyn_cast<ImplicitCastExpr>(E))
    return Cast->getSubExpr();
  if (const auto *Loop = dyn_cast<ArrayInitLoopExpr>(E))
    return Loop->getCommonExpr();
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E))
    return pointedAt(Subscript->getBase());
  if (const auto *Atomic = dyn_cast<AtomicExpr>(E))
    return pointedAt(Atomic->getPtr());
  if (const auto *List = dyn_cast<InitListExpr>(E))
    return List->getNumInits() == 1 ? List->getInit(0) : nullptr;
  if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    const Expr *Operand = Unary->getSubExpr();
    return Unary->getOpcode() == UO_Deref && !isOfFunctions(Operand->getType())
               ? pointedAt(Operand)
               : Operand;
  }
  if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
    if (Binary->isAdditiveOp())
      return chainOperand(const_cast<Expr *>(E));
    return Binary->getOpcode() == BO_Comma ? Binary->getRHS()
           : Binary->isAssignmentOp()      ? Binary->getLHS()
                                           : nullptr;
  }
  if (const auto *Statements = dyn_cast<StmtExpr>(E)) {
    const CompoundStmt &Body = *Statements->getSubStmt();
    return Body.body_empty() ? nullptr : dyn_cast<Expr>(Body.body_back());
  }
  return nullptr;
}

static void collect(const Expr *E, SmallVectorImpl<FunctionValue> &Values) {
  E = E->IgnoreParens();
  if (!isOfFunctions(E->getType())) {
    // A function that becomes a pointer to data.
    const auto *Cast = dyn_cast<ImplicitCastExpr>(E);
    if (Cast && Cast->getCastKind() == CK_BitCast)
      collect(Cast->getSubExpr(), Values);
    return;
  }
  if (isa<ExplicitCastExpr>(E))
    return Values.push_back(
        {E, requiredByType(E->getType()), nullptr, nullptr, /*IsCast=*/true});
  if (const auto *Choice = dyn_cast<AbstractConditionalOperator>(E)) {
    collect(Choice->getTrueExpr(), Values);
    collect(Choice->getFalseExpr(), Values);
    return;
  }
  if (const Expr *Same = below(E))
    return collect(Same, Values);
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    const auto *F = dyn_cast<FunctionDecl>(Ref->getDecl());
    return Values.push_back({E, requiredBy(*Ref->getDecl()), F, Ref});
  }
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return Values.push_back({E, requiredBy(*Member->getMemberDecl())});
  const auto *List = dyn_cast<InitListExpr>(E);
  bool IsEmpty = List && List->getNumInits() == 0;
  if (!IsEmpty && !isa<CXXNullPtrLiteralExpr, GNUNullExpr, IntegerLiteral,
                       ImplicitValueInitExpr, CXXScalarValueInitExpr>(E))
    Values.push_back({E, requiredByType(E->getType())});
}

SmallVector<FunctionValue, 2> functionValues(const Expr *E) {
  SmallVector<FunctionValue, 2> Values;
  collect(E, Values);
  return Values;
}

} // namespace kpkeys
