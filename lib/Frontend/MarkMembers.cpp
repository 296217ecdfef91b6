//===- MarkMembers.cpp - Mark writes: pointers to members -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A member with the attribute, of a class that is not protected itself, is
// known where it is named: r->uid, r->*&record::uid. A pointer to member that
// is kept does not say so, unless by a typedef in its type: it is reported
// where it is received. Of a protected class the object says it.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/MarkWrites.h"
#include "kpkeys/Frontend/Report.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace kpkeys {

/// What pointer to member \p E is, by another type or in parentheses; null if
/// it is itself.
static Expr *sameMember(const Expr *E) {
  bool IsSame = isa<ParenExpr, FullExpr, SubstNonTypeTemplateParmExpr>(E);
  if (const auto *Cast = dyn_cast<CastExpr>(E))
    IsSame = Cast->getCastKind() != CK_LValueToRValue &&
             Cast->getSubExpr()->getType()->isMemberDataPointerType();
  if (const auto *List = dyn_cast<InitListExpr>(E))
    IsSame = List->getNumInits() == 1;
  return IsSame ? cast<Expr>(const_cast<Stmt *>(*E->children().begin()))
                : nullptr;
}

DomainName DomainModel::ofMember(const ValueDecl &Member) const {
  if (const auto *Indirect = dyn_cast<IndirectFieldDecl>(&Member)) {
    for (const NamedDecl *Step : Indirect->chain())
      if (DomainName Domain = ofDecl(*cast<ValueDecl>(Step)); !Domain.empty())
        return Domain;
    return {};
  }
  return isa<FieldDecl>(Member) ? ofDecl(Member) : DomainName();
}

bool DomainModel::tellsOfMember(QualType T, DomainName Domain) const {
  const auto *Pointer = T->getAs<MemberPointerType>();
  if (!Pointer)
    return false;
  QualType To = Pointer->getPointeeType();
  const CXXRecordDecl *Class = Pointer->getMostRecentCXXRecordDecl();
  return To.isConstQualified() || ofType(To) == Domain ||
         (Class && ofRecord(*Class) == Domain);
}

DomainName DomainModel::ofMember(const Expr *E) const {
  const auto *Pointer = E->getType()->getAs<MemberPointerType>();
  DomainName ByType =
      Pointer ? ofType(Pointer->getPointeeType()) : DomainName();
  if (!ByType.empty())
    return ByType;
  if (const auto *Choice = dyn_cast<AbstractConditionalOperator>(E)) {
    DomainName First = ofMember(Choice->getTrueExpr());
    return First.empty() ? ofMember(Choice->getFalseExpr()) : First;
  }
  if (const auto *Unary = dyn_cast<UnaryOperator>(E);
      Unary && Unary->getOpcode() == UO_AddrOf)
    if (const auto *Ref =
            dyn_cast<DeclRefExpr>(Unary->getSubExpr()->IgnoreParens()))
      return ofMember(*Ref->getDecl());
  const Expr *Same = sameMember(E);
  return Same ? ofMember(Same) : DomainName();
}

/// \p E, a pointer to member or the place of one, is received.
void MarkWrites::checkMember(const Expr *E, const Receiver &By) {
  DomainName Domain = Model.ofMember(E);
  if (Domain.empty() || By.Pointee == Domain)
    return;
  bool IsKept = !By.Type.isNull() && By.Type->isMemberPointerType();
  QualType As = IsKept ? By.Type : E->getType();
  if (Model.tellsOfMember(As, Domain) || !Lost.insert(E->getExprLoc()).second)
    return;
  report(Context, E->getExprLoc(), DiagnosticsEngine::Warning,
         "a pointer to a member of domain '%0' is kept as %1, and writes "
         "through that get no window; name the member where it is written, or "
         "say so by a protected typedef in the type")
      << Domain << As;
}

/// Pointer to member \p E is received.
void MarkWrites::visitMember(Expr *&E, const Receiver &By) {
  checkMember(E, By);
  if (isa<AbstractConditionalOperator>(E) || sameMember(E)) {
    for (Stmt *&Child : E->children())
      if (auto *&Part = asExpr(Child); Part->getType()->isMemberPointerType())
        visitNamedMember(Part);
      else
        visit(Child);
  } else if (const auto *Unary = dyn_cast<UnaryOperator>(E);
             !Unary || Unary->getOpcode() != UO_AddrOf) {
    visitExpr(E);
  }
}

/// Of pointer to member \p E is known what it names.
void MarkWrites::visitNamedMember(Expr *&E) {
  if (!E->getType()->isMemberDataPointerType())
    return visitExpr(E);
  Receiver By(E->getType());
  By.Pointee = Model.ofMember(E);
  visitMember(E, By);
}

} // namespace kpkeys
