//===- CxxChecks.cpp - Declarations of protected data in C++ --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// DeclChecks' rules for what C does not have: base classes, references,
// constructors and destructors of variables, templates' arguments, and members
// that keep data elsewhere.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/DeclChecks.h"
#include "kpkeys/Frontend/DomainAttr.h"
#include "kpkeys/Frontend/Report.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/TypeLoc.h"

using namespace clang;

namespace kpkeys {

/// A protected variable's class must know of the domain where its constructor
/// or destructor runs: no expression names the variable there.
void DeclChecks::checkLifetime(const VarDecl &Var) {
  const CXXRecordDecl *Class =
      Context.getBaseElementType(Var.getType())->getAsCXXRecordDecl();
  if (!Class || !Class->hasDefinition() || !Model.ofRecord(*Class).empty() ||
      !Var.isThisDeclarationADefinition())
    return;
  if (!Class->hasTrivialDestructor() ||
      (Var.getInit() && !Var.hasConstantInitialization()))
    report(Context, Var.getLocation(), DiagnosticsEngine::Warning,
           "protected variable %0 is constructed or destroyed by class %1, "
           "which is not protected, without a window; protect a class that is "
           "derived from it")
        << &Var << Var.getType();
}

/// What a reference is bound to has a domain of its own.
void DeclChecks::checkReference(const VarDecl &Var) {
  if (auto Attr = domainAttr(Var))
    report(Context, Attr->Loc, DiagnosticsEngine::Error,
           "kpkeys_protected is not for references; put it on what %0 is bound "
           "to")
        << &Var;
  if (Var.hasLocalStorage() || !Var.getInit())
    return;
  Place Target = Model.ofLValue(Var.getInit());
  QualType To = Var.getType().getNonReferenceType();
  if (!Target.IsLocal && !Target.Domain.empty() && !To.isConstQualified() &&
      Model.ofType(To) != Target.Domain)
    report(Context, Var.getInit()->getExprLoc(), DiagnosticsEngine::Warning,
           "the address of data in domain '%0' is stored by a static "
           "initializer; writes through it get no window (use a pointer to "
           "const or to the protected type)")
        << Target.Domain;
  else
    checkConstant(Var);
}

/// A template sees the type behind a typedef.
void DeclChecks::checkTypeArgument(const TypeSourceInfo &Argument) {
  QualType T = Argument.getType();
  while (T->isPointerType() || T->isReferenceType())
    T = T->getPointeeType();
  DomainName Domain = Model.ofType(T);
  if (!Domain.empty() && Model.ofType(T.getCanonicalType()).empty())
    report(Context, Argument.getTypeLoc().getBeginLoc(),
           DiagnosticsEngine::Warning,
           "template argument %0 is in domain '%1' by a typedef, which the "
           "template does not see, so that its writes get no window; protect "
           "a class")
        << Argument.getType() << Domain;
}

void DeclChecks::checkBases(const CXXRecordDecl &R, DomainName Outer) {
  for (const CXXBaseSpecifier &Base : R.bases()) {
    DomainName Inner = Model.ofType(Base.getType());
    if (!Inner.empty() && Inner != Outer)
      report(Context, Base.getBeginLoc(), DiagnosticsEngine::Error,
             "conflicting domains: base class %0 is in domain '%1', but what "
             "is derived from it is in domain '%2'")
          << Base.getType() << Inner << Outer;
  }
}

/// True if \p R is a class of the standard library that keeps data of its own
/// outside of the object.
static bool keepsHeap(const CXXRecordDecl &R) {
  if (!R.isInStdNamespace() || !R.getIdentifier())
    return false;
  static constexpr llvm::StringLiteral Names[] = {"any",
                                                  "basic_string",
                                                  "deque",
                                                  "forward_list",
                                                  "function",
                                                  "list",
                                                  "map",
                                                  "move_only_function",
                                                  "multimap",
                                                  "multiset",
                                                  "set",
                                                  "shared_ptr",
                                                  "unordered_map",
                                                  "unordered_multimap",
                                                  "unordered_multiset",
                                                  "unordered_set",
                                                  "unique_ptr",
                                                  "valarray",
                                                  "vector"};
  return llvm::is_contained(Names, R.getName());
}

/// A member that lies in protected memory, while what it holds does not.
void DeclChecks::checkHeap(const FieldDecl &Field) {
  const CXXRecordDecl *Class =
      Context.getBaseElementType(Field.getType())->getAsCXXRecordDecl();
  if (Class && keepsHeap(*Class))
    report(Context, Field.getLocation(), DiagnosticsEngine::Warning,
           "what member %0 of type %1 keeps on the heap is not protected; only "
           "the member itself is")
        << &Field << Field.getType();
}

} // namespace kpkeys
