//===- EarlyUses.cpp - Types used before they are protected ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A type that is declared, used and then defined with the attribute is not
// protected where it is used. Through a pointer to an incomplete type nothing
// can be written; only where it becomes another pointer, or an integer, a
// marker is missing.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/EarlyUses.h"
#include "kpkeys/Frontend/Report.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"

using namespace clang;

namespace kpkeys {

static const RecordDecl *canonical(const RecordDecl &R) {
  return cast<RecordDecl>(R.getCanonicalDecl());
}

/// The type that \p Below points to, if that is incomplete and \p Conversion
/// makes it a pointer to something else.
static const RecordType *usedEarly(const ASTContext &Context,
                                   const Expr *Conversion, const Expr *Below) {
  QualType From = Below->getType()->getPointeeType();
  const auto *Record = From.isNull() ? nullptr : From->getAs<RecordType>();
  if (!Record || !Record->isIncompleteType())
    return nullptr;
  QualType To = Conversion->getType()->getPointeeType();
  bool SaysSo = !To.isNull() && Context.hasSameUnqualifiedType(From, To);
  bool Promises = !To.isNull() && To.isConstQualified();
  return SaysSo || Promises ? nullptr : Record;
}

bool isEarlyUse(const ASTContext &Context, const Expr *Conversion,
                const Expr *Below) {
  return usedEarly(Context, Conversion, Below) != nullptr;
}

void EarlyUses::note(const Expr *Conversion, const Expr *Below) {
  if (const RecordType *Record = usedEarly(Context, Conversion, Below))
    Conversions[canonical(*Record->getDecl())].push_back(Conversion);
}

void EarlyUses::reportFor(const RecordDecl &R, DomainName Domain) {
  auto It = Conversions.find(canonical(R));
  if (It == Conversions.end())
    return;
  for (const Expr *E : It->second)
    report(Context, E->getExprLoc(), DiagnosticsEngine::Warning,
           "a pointer to %0 becomes %1 before the type is in domain '%2', and "
           "writes through that get no window; declare the type with the "
           "attribute above")
        << &R << E->getType() << Domain;
  report(Context, R.getLocation(), DiagnosticsEngine::Note,
         "the type is in the domain from here on");
  Conversions.erase(It);
}

} // namespace kpkeys
