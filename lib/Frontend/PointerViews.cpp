//===- PointerViews.cpp - Pointers read as pointers of another type -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A pointer into protected data that is kept with its type needs no marker:
// who reads it marks it. Who reads the same bytes as another pointer type does
// not know. Where both types are in one expression, what is read gets the
// domain: **(int **)slot = 1. Elsewhere (int **p = (int **)slot) BodyChecks
// reports the cast; where no cast is written, but a typedef is lost, MarkWrites
// reports who receives it. The result of a bit cast gets the domain, or is
// reported if it is more than one pointer.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/PointerViews.h"
#include "kpkeys/Frontend/PointerChains.h"
#include "kpkeys/Frontend/Report.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/Builtins.h"

using namespace clang;

namespace kpkeys {

/// What the pointers lead into that lie where a \p T points: T is struct
/// cred ** or, in turn, a pointer to such.
static DomainName behindHeld(const DomainModel &Model, QualType T) {
  if (!T->isPointerType() || !T->getPointeeType()->isPointerType())
    return {};
  return Model.inside(T->getPointeeType()->getPointeeType());
}

/// The first domain that a type tells on the way down from \p Address.
static DomainName heldBelow(const DomainModel &Model, const Expr *Address) {
  while (true) {
    ChainStep Step = chainStep(Address);
    if (DomainName Domain = behindHeld(Model, Address->getType());
        !Domain.empty())
      return Domain;
    if (Step != ChainStep::Conversion && Step != ChainStep::Arithmetic)
      return {};
    Address = chainOperand(const_cast<Expr *>(Address));
  }
}

bool DomainModel::isAddressSized(QualType T) const {
  return T->isIntegerType() &&
         Context.getTypeSize(T) == Context.getTypeSize(Context.VoidPtrTy);
}

bool anyPart(QualType T, llvm::function_ref<bool(QualType)> Holds) {
  if (Holds(T))
    return true;
  if (const Type *Element = T->getArrayElementTypeNoTypeQual())
    return anyPart(QualType(Element, 0), Holds);
  const auto *Record = T->getAs<RecordType>();
  const RecordDecl *R = Record ? Record->getDecl()->getDefinition() : nullptr;
  if (!R)
    return false;
  const auto *Class = dyn_cast<CXXRecordDecl>(R);
  return llvm::any_of(R->fields(),
                      [&](const FieldDecl *Field) {
                        return anyPart(Field->getType(), Holds);
                      }) ||
         (Class &&
          llvm::any_of(Class->bases(), [&](const CXXBaseSpecifier &Base) {
            return anyPart(Base.getType(), Holds);
          }));
}

/// What the pointers in a \p T lead into, by the first that tells.
static DomainName heldIn(const DomainModel &Model, QualType T) {
  DomainName Domain;
  anyPart(T, [&](QualType Part) {
    if (Part->isPointerType() || Part->isReferenceType())
      Domain = Model.inside(Part->getPointeeType());
    return !Domain.empty();
  });
  return Domain;
}

/// What the pointers lead into one of which \p E reads as another type.
static DomainName readAsOther(const DomainModel &Model, const Expr *E) {
  if (const auto *Cast = dyn_cast<BuiltinBitCastExpr>(E))
    return heldIn(Model, Cast->getSubExpr()->getType());
  const auto *Load = dyn_cast<ImplicitCastExpr>(E);
  if (!Load || Load->getCastKind() != CK_LValueToRValue)
    return {};
  const Expr *Address = rootPointer(Load->getSubExpr());
  return Address ? heldBelow(Model, Address) : DomainName();
}

bool givesBackReference(const FunctionDecl &F) {
  switch (F.getBuiltinID()) {
  case Builtin::BImove:
  case Builtin::BImove_if_noexcept:
  case Builtin::BIforward:
  case Builtin::BIforward_like:
  case Builtin::BIas_const:
  case Builtin::BIaddressof:
  case Builtin::BI__addressof:
  case Builtin::BI__builtin_addressof:
    return true;
  default:
    return false;
  }
}

Expr **heldPointer(Expr *E) {
  while (isa<ParenExpr, ExprWithCleanups>(E) ||
         (isa<CastExpr>(E) && cast<CastExpr>(E)->getSubExpr()->isGLValue()))
    E = cast<Expr>(*E->child_begin());
  if (!isa<MaterializeTemporaryExpr>(E))
    return nullptr;
  auto *&Held = reinterpret_cast<Expr *&>(*E->child_begin());
  QualType T = Held->getType();
  return T->isPointerType() || T->isMemberDataPointerType() ? &Held : nullptr;
}

const Expr *asDeclared(const Expr *E) {
  while (true) {
    E = E->IgnoreParens();
    const auto *Cast = dyn_cast<CastExpr>(E);
    const auto *Call = dyn_cast<CallExpr>(E);
    const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
    if (const auto *Full = dyn_cast<ExprWithCleanups>(E))
      E = Full->getSubExpr();
    else if (Cast && Cast->getCastKind() == CK_NoOp)
      E = Cast->getSubExpr();
    else if (F && E->isGLValue() && givesBackReference(*F))
      E = Call->getArg(0);
    else
      return E;
  }
}

DomainName DomainModel::ofViewedPointer(const Expr *E) const {
  if (!E->getType()->isPointerType() || !ofPointee(E->getType()).empty())
    return {};
  if (DomainName Domain = readAsOther(*this, E); !Domain.empty())
    return Domain;
  const auto *Load = dyn_cast<ImplicitCastExpr>(E);
  return Load && Load->getCastKind() == CK_LValueToRValue
             ? ofPointee(asDeclared(Load->getSubExpr())->getType())
             : DomainName();
}

DomainName DomainModel::ofViewedInteger(const Expr *E) const {
  return isAddressSized(E->getType()) ? readAsOther(*this, E) : DomainName();
}

/// True if who has a \p Held may access, as something else than a domain's
/// data, what it leads to, or make a pointer of it. A void pointer is not read
/// through, and a pointer to const matters to secrets only.
static bool accessesThrough(const DomainModel &Model, QualType Held) {
  if (!Held->isPointerType())
    return Model.isAddressSized(Held);
  QualType To = Held->getPointeeType();
  return !To->isVoidType() && !To->isFunctionType() &&
         (!To.isConstQualified() || Model.hasSecrets()) &&
         Model.inside(To).empty();
}

/// The same of what lies where a \p T points.
static bool accessesThroughHeld(const DomainModel &Model, QualType T) {
  return T->isPointerType() && accessesThrough(Model, T->getPointeeType());
}

/// \p Address is where pointers into \p Domain are seen as another type.
static PointerView viewOf(const DomainModel &Model, DomainName Domain,
                          const Expr *Address) {
  QualType Held = Address->getType()->getPointeeType();
  bool OnlyReads =
      Held->isPointerType() && Held->getPointeeType().isConstQualified();
  if (OnlyReads && !Model.isSecret(Domain))
    return {};
  return {Domain, Address, Held};
}

PointerView viewBy(const DomainModel &Model, const Expr *E) {
  if (!isa<CastExpr>(E) || chainStep(E) != ChainStep::Conversion ||
      !accessesThroughHeld(Model, E->getType()))
    return {};
  return viewOf(Model, heldBelow(Model, E), E);
}

/// What a \p T points to or is an array of.
static QualType stepInto(QualType T) {
  if (const ArrayType *Array = T->getAsArrayTypeUnsafe())
    return Array->getElementType();
  return T->getPointeeType();
}

DomainName hiddenByTypedef(const DomainModel &Model, QualType Own,
                           QualType As) {
  bool IsBehind = false; // a pointer
  while (!Own.isNull() && !As.isNull()) {
    DomainName Domain = IsBehind ? Model.ofType(Own) : DomainName();
    if (!Domain.empty()) {
      bool OnlyReads = As.isConstQualified() && !Model.isSecret(Domain);
      return OnlyReads || Model.ofType(As) == Domain ? DomainName() : Domain;
    }
    IsBehind = Own->isPointerType();
    Own = stepInto(Own);
    As = stepInto(As);
  }
  return {};
}

void reportView(ASTContext &Context, const DomainModel &Model,
                SourceLocation Loc, DomainName Domain, QualType As) {
  report(Context, Loc, DiagnosticsEngine::Warning,
         "a pointer into domain '%0' is made readable as %1, and %2 through "
         "that get no window; read it as a pointer to the protected type")
      << Domain << As
      << (Model.isSecret(Domain) ? "reads and writes" : "writes");
}

PointerView viewByCopy(const DomainModel &Model, const CallExpr *Call) {
  const FunctionDecl *F = Call->getDirectCallee();
  if (!F || !F->getIdentifier() || Call->getNumArgs() < 2)
    return {};
  StringRef Name = F->getName();
  Name.consume_front("__builtin_");
  if (Name != "memcpy" && Name != "memmove")
    return {};
  const Expr *To = Call->getArg(0)->IgnoreParenCasts();
  const Expr *From = Call->getArg(1)->IgnoreParenCasts();
  if (!accessesThroughHeld(Model, To->getType()))
    return {};
  return viewOf(Model, behindHeld(Model, From->getType()), To);
}

PointerView viewByBitCast(const DomainModel &Model, const Expr *E) {
  const auto *Cast = dyn_cast<BuiltinBitCastExpr>(E);
  if (!Cast)
    return {};
  QualType T = E->getType();
  bool IsMarked = T->isPointerType() || Model.isAddressSized(T);
  if (IsMarked ||
      !anyPart(T, [&](QualType Part) { return accessesThrough(Model, Part); }))
    return {};
  return {heldIn(Model, Cast->getSubExpr()->getType()), E, T};
}

} // namespace kpkeys
