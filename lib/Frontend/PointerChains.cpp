//===- PointerChains.cpp - What a pointer expression is made of -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A pointer expression such as (char *)&c->uid + 4 is a chain of steps from
// what is at its bottom, an lvalue or a pointer value, to the result. This
// file knows the steps' syntax; DomainModel, where they lead.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/PointerChains.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/Expr.h"

using namespace clang;

namespace kpkeys {

/// True of {p}, where that initialises a pointer.
static bool isBracedPointer(const Expr *E) {
  const auto *List = dyn_cast<InitListExpr>(E);
  return List && E->isPRValue() && E->getType()->isPointerType() &&
         List->getNumInits() == 1;
}

ChainStep chainStep(const Expr *E) {
  if (isa<ParenExpr>(E) || isBracedPointer(E))
    return ChainStep::Conversion;
  if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    if (Unary->getOpcode() == UO_AddrOf)
      return ChainStep::AddressOf;
    return Unary->getOpcode() == UO_Extension ? ChainStep::Conversion
                                              : ChainStep::None;
  }
  if (const auto *Binary = dyn_cast<BinaryOperator>(E))
    return Binary->isAdditiveOp() && E->getType()->isPointerType()
               ? ChainStep::Arithmetic
               : ChainStep::None;
  const auto *Cast = dyn_cast<CastExpr>(E);
  if (!Cast)
    return ChainStep::None;
  switch (Cast->getCastKind()) {
  case CK_ArrayToPointerDecay:
    return ChainStep::Decay;
  case CK_PointerToIntegral:
    return ChainStep::Conversion;
  case CK_NoOp:
  case CK_BitCast:
  case CK_AddressSpaceConversion:
  case CK_BaseToDerived:
  case CK_DerivedToBase:
  case CK_UncheckedDerivedToBase:
  case CK_Dynamic:
    return E->getType()->isPointerType() &&
                   Cast->getSubExpr()->getType()->isPointerType()
               ? ChainStep::Conversion
               : ChainStep::None;
  default:
    return ChainStep::None;
  }
}

Expr *&chainOperand(Expr *E) {
  auto It = E->child_begin();
  if (const auto *Binary = dyn_cast<BinaryOperator>(E))
    if (!Binary->getLHS()->getType()->isPointerType())
      ++It;
  return reinterpret_cast<Expr *&>(*It);
}

const Expr *rootPointer(const Expr *E) {
  while (true) {
    E = E->IgnoreParens();
    if (const auto *Member = dyn_cast<MemberExpr>(E)) {
      if (Member->isArrow())
        return Member->getBase();
      E = Member->getBase();
    } else if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
      E = Subscript->getBase();
      const auto *Decay = dyn_cast<ImplicitCastExpr>(E->IgnoreParens());
      if (!Decay || Decay->getCastKind() != CK_ArrayToPointerDecay)
        return E->getType()->isPointerType() ? E : nullptr;
      E = Decay->getSubExpr();
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
      return Unary->getOpcode() == UO_Deref ? Unary->getSubExpr() : nullptr;
    } else {
      return nullptr;
    }
  }
}

/// True if \p E is a pointer converted to an integer, perhaps several times.
static bool convertsPointer(const Expr *E) {
  for (;;) {
    E = E->IgnoreParens();
    const auto *Cast = dyn_cast<CastExpr>(E);
    if (!Cast || Cast->getCastKind() == CK_LValueToRValue)
      return false;
    if (Cast->getCastKind() == CK_PointerToIntegral)
      return true;
    E = Cast->getSubExpr();
  }
}

bool wasPointer(const Expr *E) {
  if (convertsPointer(E))
    return true;
  const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParenCasts());
  const auto *Var = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return Var && Var->hasLocalStorage() && Var->getInit() &&
         convertsPointer(Var->getInit());
}

bool isCountedByRef(const CallExpr &Call) {
  // By name: Clang 19 does not have it.
  const FunctionDecl *F = Call.getDirectCallee();
  return F && F->getIdentifier() &&
         F->getName() == "__builtin_counted_by_ref" && Call.getNumArgs() == 1;
}

llvm::SmallVector<const FieldDecl *, 8> initializedFields(QualType T) {
  llvm::SmallVector<const FieldDecl *, 8> Fields;
  const auto *Record = T->getAs<RecordType>();
  const RecordDecl *R = Record ? Record->getDecl()->getDefinition() : nullptr;
  if (!R || R->isUnion())
    return Fields;
  if (const auto *Class = dyn_cast<CXXRecordDecl>(R))
    Fields.append(Class->getNumBases(), nullptr);
  for (const FieldDecl *Field : R->fields())
    if (!Field->isUnnamedBitField())
      Fields.push_back(Field);
  return Fields;
}

bool isBracedLValue(const Expr &E) {
  return isa<InitListExpr>(E) && E.isGLValue();
}

bool isInUnion(const Expr *E) {
  E = E->IgnoreParens();
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
    return (Field && Field->getParent()->isUnion()) ||
           (!Member->isArrow() && isInUnion(Member->getBase()));
  }
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E))
    return isInUnion(Subscript->getBase()->IgnoreParenImpCasts());
  return false;
}

Expr **addressedLValue(Expr *E) {
  while (chainStep(E) == ChainStep::Conversion && E->getType()->isPointerType())
    E = chainOperand(E);
  ChainStep Step = chainStep(E);
  bool IsAddress = Step == ChainStep::AddressOf || Step == ChainStep::Decay;
  return IsAddress ? &chainOperand(E) : nullptr;
}

} // namespace kpkeys
