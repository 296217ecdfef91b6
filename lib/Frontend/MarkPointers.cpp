//===- MarkPointers.cpp - Mark writes: pointers that somebody receives ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A pointer value that is assigned, passed or returned is marked if it leads
// into a domain and its receiver could not tell. The marker goes to the top of
// the chain of conversions and arithmetic that the value is; below it the chain
// is visited down to where it starts.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/MarkWrites.h"
#include "kpkeys/Frontend/PointerAttrs.h"
#include "kpkeys/Frontend/PointerChains.h"
#include "kpkeys/Frontend/PointerViews.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Expr.h"

using namespace clang;

namespace kpkeys {

Receiver::Receiver(QualType T)
    : Type(T), Pointee(T.isNull() ? DomainName() : pointeeOfType(T)) {}

Receiver::Receiver(const ValueDecl &D)
    : Type(D.getType()), Pointee(pointeeOfDecl(D)) {
  if (const auto *F = dyn_cast<FunctionDecl>(&D)) {
    Type = F->getReturnType();
    Keeper = F;
  } else if (const auto *Var = dyn_cast<VarDecl>(&D)) {
    setVariable(*Var);
  }
}

void Receiver::setVariable(const VarDecl &Var) {
  IsLocal = Var.hasLocalStorage();
  Keeper = IsLocal ? &Var : nullptr;
  // The cleanup function finds the pointer, but not its declaration.
  if (Var.hasAttr<CleanupAttr>())
    Pointee = {};
}

Receiver Receiver::lvalue(const Expr *E) {
  Receiver Result(E->getType());
  Result.Pointee = pointeeOfLValue(E);
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParens()))
    if (const auto *Var = dyn_cast<VarDecl>(Ref->getDecl()))
      Result.setVariable(*Var);
  return Result;
}

/// \p E is received, inside this function, by something of that type.
void MarkWrites::visitReceived(Expr *&E, const Receiver &By) {
  Receiver Here = By;
  Here.Promiser = Current;
  visitArgument(E, Here, !ConstIsNoPromise);
}

/// True if who is given a pointer to a \p T as \p By may return it: it is the
/// function's result itself, or of the result's type.
bool MarkWrites::comesBack(const Receiver &By, QualType T) const {
  if (!By.Promiser)
    return false;
  QualType Result = By.Promiser->getReturnType();
  return By.Keeper == By.Promiser ||
         ((Result->isPointerType() || Result->isReferenceType()) &&
          Context.hasSameUnqualifiedType(Result->getPointeeType(), T));
}

/// \p E, or the place that it points to, holds an \p Own and is received as one
/// of an \p As.
void MarkWrites::checkView(const Expr *E, QualType Own, QualType As) {
  if (DomainName Domain = hiddenByTypedef(Model, Own, As);
      !Domain.empty() && Lost.insert(E->getExprLoc()).second)
    reportView(Context, Model, E->getExprLoc(), Domain, As);
}

/// Pointer \p E is received as one to an \p As.
void MarkWrites::checkPointee(const Expr *E, QualType As) {
  if (const auto *Choice =
          dyn_cast<AbstractConditionalOperator>(E->IgnoreParens())) {
    checkPointee(Choice->getTrueExpr(), As);
    return checkPointee(Choice->getFalseExpr(), As);
  }
  if (E->getType()->isPointerType())
    checkView(E, E->getType()->getPointeeType(), As);
}

/// Lvalue \p E is bound to a reference to what \p By is.
void MarkWrites::checkBinding(const Expr *E, const Receiver &By) {
  if (By.Type.isNull())
    return;
  const Expr *Declared = asDeclared(E);
  if (Declared->getType()->isMemberDataPointerType())
    checkMember(Declared, By);
  else
    checkView(E, Declared->getType(), By.Type);
}

/// \p E is a pointer that somebody receives as a value. Marked if it leads into
/// a domain and the receiver could not tell from its declaration.
void MarkWrites::visitPointer(Expr *&E, const Receiver &By,
                              bool ConstPromises) {
  QualType Type = E->getType();
  if (Type->isMemberDataPointerType())
    return visitMember(E, By);
  bool IsChain = chainStep(E) != ChainStep::None;
  if (!IsChain && !Type->isPointerType())
    return visitExpr(E);
  QualType ToType = !By.Type.isNull() && By.Type->isPointerType()
                        ? By.Type->getPointeeType()
                        : QualType();
  if (!ToType.isNull())
    checkPointee(E, ToType);
  Place Target = Model.ofWholePointer(E);
  DomainName Domain = Target.Domain;
  bool Carries = (!ToType.isNull() && Model.tellsOf(ToType, E, Domain)) ||
                 By.Pointee == Domain;
  bool IsPromised = ConstPromises && Type->isPointerType() &&
                    promisesNoWrite(Type->getPointeeType(), E) &&
                    !Model.isSecret(Domain);
  bool Mark = !Domain.empty() && !Carries && !IsPromised;
  if (!Domain.empty() && !Carries && IsPromised)
    Promises.believe({E->getExprLoc(), Domain, By.Promiser, By.Prototype,
                      comesBack(By, Type->getPointeeType())});
  MarkerKind Kind =
      Mark && Model.passesLink(E) ? MarkerKind::Linked : MarkerKind::Plain;
  // &p, where p says what it points to: the pointer is found behind it.
  if (DomainName Behind = pointeeBehindAddress(E);
      !Behind.empty() && (ToType.isNull() || pointeeOfType(ToType) != Behind)) {
    Domain = Behind;
    Kind = MarkerKind::Linked;
    Mark = true;
  }
  if (!IsPromised && (!Carries || Domain.empty()))
    noteAllocation(E, By, Domain);
  bool IsTold = Carries && !Domain.empty() && wasKept(E);
  // What is to be measured must stay in sight: mark(c)->name, not
  // mark(c->name).
  if (Expr **LValue = addressedLValue(E);
      LValue && Mark && By.IsMeasured && Kind == MarkerKind::Plain)
    return visitLValue(*LValue, Domain);
  visitBelowChain(E, Domain);
  if (Mark) {
    // An integer is marked while it is still a pointer.
    Expr **Pointer = &E;
    while (!(*Pointer)->getType()->isPointerType())
      Pointer = &chainOperand(*Pointer);
    *Pointer = Markers.markPointer(*Pointer, Domain, Kind);
  } else if (IsTold) {
    E = Markers.markPointer(E, Domain, MarkerKind::HandOver);
  }
  if (!By.Pointee.empty() && !By.IsLocal && !Target.IsLocal &&
      E->getType()->isPointerType() &&
      !E->isNullPointerConstant(Context, Expr::NPC_ValueDependentIsNotNull))
    E = Markers.markPointer(E, By.Pointee, MarkerKind::HandOver);
}

/// Visits what a pointer expression is computed from, without marking the
/// pointer itself: the caller does what \p Handled needs.
void MarkWrites::visitBelowChain(Expr *&E, DomainName Handled) {
  switch (chainStep(E)) {
  case ChainStep::AddressOf:
  case ChainStep::Decay:
    return visitLValue(chainOperand(E), {});
  case ChainStep::Conversion:
    if (Handled.empty())
      Early.note(E, chainOperand(E));
    return visitBelowChain(chainOperand(E), Handled);
  case ChainStep::Arithmetic:
    for (Stmt *&Child : E->children()) {
      auto *&Operand = asExpr(Child);
      if (Operand->getType()->isPointerType())
        visitBelowChain(Operand, Handled);
      else
        visitExpr(Operand);
    }
    return;
  case ChainStep::None:
    return visitChainStart(E, Handled);
  }
}

/// \p E is where a chain starts. Of a choice, each side may lead elsewhere.
void MarkWrites::visitChainStart(Expr *&E, DomainName Handled) {
  if (isa<AbstractConditionalOperator>(E)) {
    // Of p ?: q, the children between p and q stand for p.
    bool IsElvis = isa<BinaryConditionalOperator>(E);
    for (auto [N, Child] : llvm::enumerate(E->children())) {
      auto *&Arm = asExpr(Child);
      if (IsElvis && (N == 1 || N == 2))
        continue;
      if ((!IsElvis && N == 0) || chainStep(Arm) != ChainStep::None) {
        visitExpr(Arm);
        continue;
      }
      DomainName Own = Model.ofPointer(Arm).Domain;
      visitChainStart(Arm, Own);
      if (!Own.empty() && Own != Handled)
        Arm = Markers.markPointer(Arm, Own, MarkerKind::Plain);
    }
    return;
  }
  if (const auto *Binary = dyn_cast<BinaryOperator>(E);
      Binary && Binary->getOpcode() == BO_Comma) {
    auto It = E->child_begin();
    visit(*It++);
    return visitBelowChain(asExpr(*It), Handled);
  }
  auto *&S = reinterpret_cast<Stmt *&>(E);
  if (DomainName Own = Model.ofSource(E); Own.empty() || Own == Handled)
    visitUnmarked(S);
  else
    visit(S);
}

} // namespace kpkeys
