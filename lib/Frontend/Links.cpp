//===- Links.cpp - The neighbours that links lead to ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// DomainModel's answer to "may a pointer that is loaded here lead into the
// domain again". A link is a record that is not protected itself and points to
// its own kind: struct list_head in struct cred. What a protected record's link
// leads to is taken for the link of another such record.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/DomainModel.h"
#include "kpkeys/Frontend/PointerChains.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"

using namespace clang;

namespace kpkeys {

static const RecordDecl *definitionOf(QualType T) {
  const auto *Record = T->getAs<RecordType>();
  return Record ? Record->getDecl()->getDefinition() : nullptr;
}

/// The record that a member of type \p T points to, directly or through more
/// pointers.
static const RecordDecl *pointedRecord(QualType T) {
  T = T.getAtomicUnqualifiedType();
  if (!T->isPointerType())
    return nullptr;
  while (T->isPointerType())
    T = T->getPointeeType();
  return definitionOf(T);
}

/// True if \p R has a member that points to an \p R.
static bool linksToItself(const RecordDecl &R) {
  return llvm::any_of(R.fields(), [&R](const FieldDecl *Field) {
    return pointedRecord(Field->getType()) == &R;
  });
}

/// True if \p R is a link or a list's head: it points to records that link to
/// their own kind.
static bool isLink(const RecordDecl &R) {
  return llvm::any_of(R.fields(), [](const FieldDecl *Field) {
    const RecordDecl *To = pointedRecord(Field->getType());
    return To && linksToItself(*To);
  });
}

bool DomainModel::isUnprotectedLink(QualType T) const {
  const RecordDecl *R = definitionOf(T);
  return R && ofRecord(*R).empty() && isLink(*R);
}

bool DomainModel::passesLink(const Expr *E) const {
  if (E->getType()->isPointerType()) {
    QualType Pointee = E->getType()->getPointeeType();
    while (Pointee->isPointerType())
      Pointee = Pointee->getPointeeType();
    if (isUnprotectedLink(Pointee))
      return true;
  }
  ChainStep Step = chainStep(E);
  return (Step == ChainStep::Conversion || Step == ChainStep::Arithmetic) &&
         passesLink(chainOperand(const_cast<Expr *>(E)));
}

/// The domain of the record that \p E is a part of, wherever that lies.
DomainName DomainModel::ofWholeByType(const Expr *E) const {
  while (true) {
    E = E->IgnoreParens();
    if (const auto *Member = dyn_cast<MemberExpr>(E)) {
      DomainName Own = ofDecl(*Member->getMemberDecl());
      if (!Own.empty() || Member->isArrow())
        return Own;
      E = Member->getBase();
    } else if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
      E = Subscript->getBase()->IgnoreParenImpCasts();
    } else {
      return ofType(E->getType());
    }
  }
}

DomainName DomainModel::ofLinkAt(const Expr *E) const {
  E = E->IgnoreParens();
  // Another view of it: READ_ONCE(c->list.next).
  if (const auto *Deref = dyn_cast<UnaryOperator>(E);
      Deref && Deref->getOpcode() == UO_Deref) {
    const Expr *Pointer = Deref->getSubExpr();
    ChainStep Step;
    while ((Step = chainStep(Pointer)) == ChainStep::Conversion)
      Pointer = chainOperand(const_cast<Expr *>(Pointer));
    return Step == ChainStep::AddressOf
               ? ofLinkAt(chainOperand(const_cast<Expr *>(Pointer)))
               : DomainName();
  }
  if (const RecordDecl *R = definitionOf(E->getType()))
    return ofRecord(*R).empty() && isLink(*R) ? ofLValue(E).Domain
                                              : DomainName();
  const auto *Member = dyn_cast<MemberExpr>(E);
  const auto *Field =
      Member ? dyn_cast<FieldDecl>(Member->getMemberDecl()) : nullptr;
  const RecordDecl *To = Field ? pointedRecord(Field->getType()) : nullptr;
  if (!To || !linksToItself(*To) || !ofRecord(*Field->getParent()).empty())
    return {};
  // A copy of a protected record has the neighbours of the record.
  Place Link = ofLValue(Member);
  return Link.IsLocal ? ofWholeByType(Member) : Link.Domain;
}

DomainName DomainModel::ofLoadedLink(const Expr *E) const {
  QualType Type = E->getType();
  bool HoldsPointer =
      Type->isPointerType() || definitionOf(Type) ||
      (Type->isIntegerType() &&
       Context.getTypeSize(Type) >= Context.getTypeSize(Context.VoidPtrTy));
  const auto *Load = dyn_cast<CastExpr>(E);
  if (Load && Load->getCastKind() == CK_AtomicToNonAtomic)
    Load = dyn_cast<CastExpr>(Load->getSubExpr());
  if (!HoldsPointer || !Load ||
      (Load->getCastKind() != CK_LValueToRValue &&
       Load->getCastKind() != CK_LValueToRValueBitCast))
    return {};
  return ofLinkAt(Load->getSubExpr());
}

} // namespace kpkeys
