//===- DomainModel.h - Types and lvalues to domains -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_DOMAINMODEL_H
#define KPKEYS_FRONTEND_DOMAINMODEL_H

#include "kpkeys/Policy/NameTable.h"
#include "clang/AST/Type.h"
#include "llvm/ADT/DenseMap.h"

namespace clang {
class ASTContext;
class Expr;
class RecordDecl;
class ValueDecl;
class VarDecl;
} // namespace clang

namespace kpkeys {

/// A domain's name, as a key of the policy; empty: not protected.
using DomainName = llvm::StringRef;

/// What an lvalue expression names.
struct Place {
  DomainName Domain; ///< empty: not protected as far as types say
  /// A local variable or temporary held by value: on the stack, never
  /// protected, whatever its type. So is what is not sealed yet.
  bool IsLocal = false;
};

class DomainModel {
  const clang::ASTContext &Context;
  const Policy &Rules;
  NameTable TypeNames, VariableNames;
  mutable llvm::DenseMap<const clang::RecordDecl *, DomainName> OfRecord;
  mutable llvm::DenseMap<const clang::RecordDecl *, DomainName> InRecord;

public:
  DomainModel(const clang::ASTContext &Context, const Policy &Rules);

  /// The domain of an object of type \p T by its type alone: its record, an
  /// array's element, a typedef on the way.
  DomainName ofType(clang::QualType T) const;
  /// ofType of what pointer type \p T points to; empty for other types.
  DomainName ofPointee(clang::QualType T) const;
  /// By attribute, else by policy, else as a base class.
  DomainName ofRecord(const clang::RecordDecl &R) const;
  /// The domain of protected data inside an object of type \p T, which need
  /// not be protected itself: a member, a member's member.
  DomainName inside(clang::QualType T) const;
  /// By attribute, else as an alias, else by type. For a field also by its
  /// record.
  DomainName ofDecl(const clang::ValueDecl &D) const;

  /// The place that lvalue \p E names.
  Place ofLValue(const clang::Expr *E) const;
  /// The place that pointer (or converted pointer) \p E leads into, as far as
  /// this expression shows.
  Place ofPointer(const clang::Expr *E) const;

  /// The same for all of what \p E names or points to: a holder of protected
  /// data counts when it is written as a whole.
  Place ofWholeLValue(const clang::Expr *E) const;
  Place ofWholePointer(const clang::Expr *E) const;
  /// True if reads of \p Domain need windows, too.
  bool isSecret(DomainName Domain) const;
  bool hasSecrets() const { return Rules.hasSecrets(); }
  /// True if who receives pointer \p E, which leads into \p Domain, as a
  /// pointer to \p To knows by that type which writes through it are in there.
  bool tellsOf(clang::QualType To, const clang::Expr *E,
               DomainName Domain) const;
  /// True if the steps of pointer \p E pass over a type that links to its own
  /// kind and is not itself in a domain: struct list_head, struct hlist_head.
  bool passesLink(const clang::Expr *E) const;
  /// The same of an object of type \p T.
  bool isUnprotectedLink(clang::QualType T) const;
  /// The domain of the neighbours that the link at lvalue \p E, a pointer or a
  /// record of pointers inside protected data, leads to: c->list.next, c->list.
  DomainName ofLinkAt(const clang::Expr *E) const;
  /// The same for a value loaded from there, also as an integer; empty for any
  /// other expression.
  DomainName ofLoadedLink(const clang::Expr *E) const;

  /// True of the type of an integer that is as large as a pointer.
  bool isAddressSized(clang::QualType T) const;
  /// The domain that the bytes of a pointer lead into which \p E reads as an
  /// integer: *(unsigned long *)&c.
  DomainName ofViewedInteger(const clang::Expr *E) const;

  /// The domain that the declaration names which pointer value \p E comes from:
  /// by kpkeys_pointee, or as the counter of a protected array; or that
  /// kpkeys_alloc is given there; or of the class whose operator delete gets
  /// it.
  DomainName ofSource(const clang::Expr *E) const;
  /// The domain of the members that pointer to member \p E may name, as far as
  /// this expression shows.
  DomainName ofMember(const clang::Expr *E) const;
  /// The domain of what &C::Member names, perhaps by way of unnamed structs.
  DomainName ofMember(const clang::ValueDecl &Member) const;
  /// True if pointer to member type \p T says that what is written through it
  /// is in \p Domain, or that nothing is.
  bool tellsOfMember(clang::QualType T, DomainName Domain) const;

private:
  DomainName ofAllocation(const clang::Expr *E) const;
  DomainName ofFreed(const clang::Expr *E) const;
  DomainName ofCounter(const clang::Expr *E) const;
  DomainName ofViewedPointer(const clang::Expr *E) const;
  DomainName byAlias(const clang::VarDecl &Var) const;
  DomainName ofWholeByType(const clang::Expr *E) const;
  DomainName byPolicy(const clang::RecordDecl &R) const;
  DomainName byPolicy(const clang::VarDecl &Var) const;
  bool isCopy(const clang::ValueDecl &D) const;
  DomainName name(std::optional<unsigned> Domain) const;
  DomainName insideCastHolder(const clang::Expr *E) const;
  DomainName insideRecord(const clang::RecordDecl &R) const;
  std::optional<Place> ofCxxLValue(const clang::Expr *E) const;
  Place ofVariable(const clang::ValueDecl &D) const;
  Place behind(const clang::Expr *Pointer, DomainName Known) const;
};

} // namespace kpkeys

#endif
