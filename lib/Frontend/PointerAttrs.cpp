//===- PointerAttrs.cpp - kpkeys_pointee and kpkeys_unsealed --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parses the two attributes, and finds the declaration that a pointer value
// comes from. Whether the domain exists, and what earlier declarations say, is
// checked by DeclChecks.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/PointerAttrs.h"
#include "kpkeys/Frontend/DomainAttr.h"
#include "kpkeys/Frontend/PointerChains.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "clang/Sema/ParsedAttr.h"
#include "clang/Sema/Sema.h"
#include "clang/Sema/SemaDiagnostic.h"

using namespace clang;
using llvm::StringRef;

namespace kpkeys {

//===-- parsing -------------------------------------------------------------//

QualType pointerTypeOf(const Decl &D) {
  QualType T;
  if (const auto *F = dyn_cast<FunctionDecl>(&D))
    T = F->getReturnType();
  else if (const auto *Typedef = dyn_cast<TypedefNameDecl>(&D))
    T = Typedef->getUnderlyingType();
  else
    T = cast<ValueDecl>(D).getType();
  while (const auto *Array = dyn_cast<ArrayType>(T.getCanonicalType()))
    T = Array->getElementType();
  return T;
}

namespace {
class PointerAttrInfo : public ParsedAttrInfo {
protected:
  bool checkSubject(Sema &S, const ParsedAttr &Attr, bool Fits,
                    const char *Subjects) const {
    if (!Fits)
      S.Diag(Attr.getLoc(), diag::err_attribute_wrong_decl_type_str)
          << Attr << Attr.isRegularKeywordAttribute() << Subjects;
    return Fits;
  }

  /// True if \p D has a pointer to data; reports otherwise.
  bool checkPointer(Sema &S, const Decl &D, const ParsedAttr &Attr) const {
    QualType T = pointerTypeOf(D);
    if (T->isDependentType() ||
        (T->isPointerType() && !T->getPointeeType()->isFunctionType()))
      return true;
    DiagnosticsEngine &Diags = S.getDiagnostics();
    S.Diag(Attr.getLoc(), Diags.getCustomDiagID(
                              DiagnosticsEngine::Error,
                              "%0 is for pointers to data; this has type %1"))
        << Attr << T;
    return false;
  }

  bool checkOther(Sema &S, const Decl &D, const ParsedAttr &Attr,
                  StringRef Other) const {
    if (!storedAttr(D, Other))
      return true;
    DiagnosticsEngine &Diags = S.getDiagnostics();
    S.Diag(Attr.getLoc(),
           Diags.getCustomDiagID(
               DiagnosticsEngine::Error,
               "kpkeys_pointee and kpkeys_unsealed contradict each other"));
    return false;
  }
};

class PointeeAttrInfo : public PointerAttrInfo {
public:
  PointeeAttrInfo() {
    static constexpr Spelling S[] = {{ParsedAttr::AS_GNU, "kpkeys_pointee"},
                                     {ParsedAttr::AS_C23, "kpkeys::pointee"},
                                     {ParsedAttr::AS_CXX11, "kpkeys::pointee"}};
    Spellings = S;
    NumArgs = 1;
  }

  bool diagAppertainsToDecl(Sema &S, const ParsedAttr &Attr,
                            const Decl *D) const override {
    return checkSubject(
        S, Attr, isa<VarDecl, FieldDecl, TypedefNameDecl, FunctionDecl>(D),
        "variables, parameters, fields, typedefs and functions");
  }
  AttrHandling handleDeclAttribute(Sema &S, Decl *D,
                                   const ParsedAttr &Attr) const override;
};

class UnsealedAttrInfo : public PointerAttrInfo {
public:
  UnsealedAttrInfo() {
    static constexpr Spelling S[] = {
        {ParsedAttr::AS_GNU, "kpkeys_unsealed"},
        {ParsedAttr::AS_C23, "kpkeys::unsealed"},
        {ParsedAttr::AS_CXX11, "kpkeys::unsealed"}};
    Spellings = S;
  }

  bool diagAppertainsToDecl(Sema &S, const ParsedAttr &Attr,
                            const Decl *D) const override {
    const auto *Var = dyn_cast<VarDecl>(D);
    return checkSubject(S, Attr,
                        isa<FunctionDecl>(D) || (Var && Var->hasLocalStorage()),
                        "local variables, parameters and functions");
  }
  AttrHandling handleDeclAttribute(Sema &S, Decl *D,
                                   const ParsedAttr &Attr) const override {
    if (!checkPointer(S, *D, Attr) || !checkOther(S, *D, Attr, PointeeAttr))
      return AttributeNotApplied;
    storeAttr(*D, UnsealedAttr, "", Attr.getRange());
    return AttributeApplied;
  }
};
} // namespace

ParsedAttrInfo::AttrHandling
PointeeAttrInfo::handleDeclAttribute(Sema &S, Decl *D,
                                     const ParsedAttr &Attr) const {
  StringRef Domain;
  if (!S.checkStringLiteralArgumentAttr(Attr, 0, Domain) ||
      !checkPointer(S, *D, Attr) || !checkOther(S, *D, Attr, UnsealedAttr))
    return AttributeNotApplied;
  DiagnosticsEngine &Diags = S.getDiagnostics();
  if (S.getLangOpts().CPlusPlus || S.getLangOpts().ObjC) {
    S.Diag(Attr.getLoc(),
           Diags.getCustomDiagID(DiagnosticsEngine::Error,
                                 "%0 is supported in C only; in this language "
                                 "writes through the pointer would get no "
                                 "window"))
        << Attr;
    return AttributeNotApplied;
  }
  if (auto Earlier = storedAttr(*D, PointeeAttr)) {
    if (Earlier->Value == Domain)
      return AttributeNotApplied;
    S.Diag(Attr.getLoc(),
           Diags.getCustomDiagID(DiagnosticsEngine::Error,
                                 "conflicting domains: '%0' here, '%1' before"))
        << Domain << Earlier->Value;
    S.Diag(Earlier->Loc,
           Diags.getCustomDiagID(DiagnosticsEngine::Note,
                                 "the other domain is given here"));
    return AttributeNotApplied;
  }
  storeAttr(*D, PointeeAttr, Domain, Attr.getRange());
  return AttributeApplied;
}

static ParsedAttrInfoRegistry::Add<PointeeAttrInfo>
    PointeeRegistration(PointeeAttr, "pointers into a protection-key domain");
static ParsedAttrInfoRegistry::Add<UnsealedAttrInfo>
    UnsealedRegistration(UnsealedAttr,
                         "pointers to data that is not protected yet");

//===-- what a pointer comes from -------------------------------------------//

/// The domain that a typedef on the way to what \p T is says with \p Name.
static StringRef byTypedef(QualType T, StringRef Name) {
  while (!T.isNull()) {
    if (const auto *Typedef = dyn_cast<TypedefType>(T.getTypePtr()))
      if (auto Attr = storedAttrOfAny(*Typedef->getDecl(), Name))
        return Attr->Value;
    const Type *Ty = T.getTypePtr();
    const auto *Array = dyn_cast<ArrayType>(Ty);
    const auto *Atomic = dyn_cast<AtomicType>(Ty);
    QualType Next = Array ? Array->getElementType()
                    : Atomic
                        ? Atomic->getValueType()
                        : Ty->getLocallyUnqualifiedSingleStepDesugaredType();
    if (Next.getTypePtr() == Ty)
      return {};
    T = Next;
  }
  return {};
}

StringRef protectedByTypedef(QualType T) { return byTypedef(T, ProtectedAttr); }

StringRef pointeeOfType(QualType T) { return byTypedef(T, PointeeAttr); }

/// The types that the declarations of \p Var give it, its own first.
static SmallVector<QualType, 4> declaredTypes(const VarDecl &Var) {
  SmallVector<QualType, 4> Types = {Var.getType()};
  const auto *Param = dyn_cast<ParmVarDecl>(&Var);
  if (!Param) {
    for (const VarDecl *Each : Var.redecls())
      Types.push_back(Each->getType());
    return Types;
  }
  unsigned N = Param->getFunctionScopeIndex();
  if (const auto *F = dyn_cast<FunctionDecl>(Param->getDeclContext()))
    for (const FunctionDecl *Each : F->redecls())
      if (N < Each->getNumParams())
        Types.push_back(Each->getParamDecl(N)->getType());
  return Types;
}

/// What a typedef in another declaration of \p Var says of where it leads: a
/// header's guarded_int * is an int * where the function, or the variable, is
/// defined.
static StringRef pointeeElsewhere(const VarDecl &Var) {
  if (!Var.getType()->isPointerType() && !Var.getType()->isReferenceType())
    return {};
  if (!protectedByTypedef(Var.getType()->getPointeeType()).empty())
    return {}; // its own type says so
  for (QualType T : declaredTypes(Var)) {
    StringRef Domain = protectedByTypedef(T->getPointeeType());
    if (Domain.empty())
      Domain = pointeeOfType(T);
    if (!Domain.empty())
      return Domain;
  }
  return {};
}

StringRef pointeeOfDecl(const ValueDecl &D) {
  if (auto Attr = storedAttrOfAny(D, PointeeAttr))
    return Attr->Value;
  const auto *F = dyn_cast<FunctionDecl>(&D);
  StringRef Domain = pointeeOfType(F ? F->getReturnType() : D.getType());
  const auto *Var = dyn_cast<VarDecl>(&D);
  return Domain.empty() && Var ? pointeeElsewhere(*Var) : Domain;
}

const ValueDecl *declOfLValue(const Expr *E) {
  E = E->IgnoreParens();
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    return Ref->getDecl();
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return Member->getMemberDecl();
  const Expr *Base = nullptr;
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E))
    Base = Subscript->getBase();
  else if (const auto *Unary = dyn_cast<UnaryOperator>(E))
    Base = Unary->getSubExpr();
  if (!Base)
    return nullptr;
  for (ChainStep Step; (Step = chainStep(Base)) != ChainStep::None;) {
    Base = chainOperand(const_cast<Expr *>(Base));
    if (Step == ChainStep::AddressOf || Step == ChainStep::Decay)
      return declOfLValue(Base);
  }
  return nullptr;
}

const ValueDecl *declOfValue(const Expr *E) {
  E = E->IgnoreParens();
  if (const auto *Cast = dyn_cast<CastExpr>(E))
    return Cast->getCastKind() == CK_LValueToRValue
               ? declOfLValue(Cast->getSubExpr())
               : nullptr;
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return Call->getDirectCallee();
  if (const auto *Unary = dyn_cast<UnaryOperator>(E))
    return Unary->isIncrementDecrementOp() ? declOfLValue(Unary->getSubExpr())
                                           : nullptr;
  if (const auto *Binary = dyn_cast<BinaryOperator>(E))
    return Binary->isAssignmentOp() ? declOfLValue(Binary->getLHS()) : nullptr;
  if (const auto *Atomic = dyn_cast<AtomicExpr>(E)) {
    const auto *Address =
        dyn_cast<UnaryOperator>(Atomic->getPtr()->IgnoreParenCasts());
    return Address && Address->getOpcode() == UO_AddrOf
               ? declOfLValue(Address->getSubExpr())
               : nullptr;
  }
  return nullptr;
}

StringRef pointeeOfLValue(const Expr *E) {
  const ValueDecl *D = declOfLValue(E);
  StringRef Domain = D ? pointeeOfDecl(*D) : StringRef();
  return Domain.empty() ? pointeeOfType(E->getType()) : Domain;
}

StringRef pointeeOfValue(const Expr *E) {
  if (!E->getType()->isPointerType())
    return {};
  const ValueDecl *D = declOfValue(E);
  StringRef Domain = D ? pointeeOfDecl(*D) : StringRef();
  return Domain.empty() ? pointeeOfType(E->getType()) : Domain;
}

StringRef pointeeBehindAddress(const Expr *E) {
  for (ChainStep Step; (Step = chainStep(E)) != ChainStep::None;) {
    E = chainOperand(const_cast<Expr *>(E));
    if (Step != ChainStep::AddressOf && Step != ChainStep::Decay)
      continue;
    QualType T = E->getType();
    while (const auto *Array = dyn_cast<ArrayType>(T.getCanonicalType()))
      T = Array->getElementType();
    return T->isPointerType() ? pointeeOfLValue(E) : StringRef();
  }
  return {};
}

bool isUnsealed(const Expr *E) {
  const ValueDecl *D = declOfValue(E);
  return D && storedAttrOfAny(*D, UnsealedAttr);
}

} // namespace kpkeys
