//===- DeclChecks.cpp - Declarations of protected data --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the attribute's own handler cannot know: whether the policy has the
// domain, whether an earlier declaration went without it, whether a record
// mixes domains, whether a variable can lie in a protected section.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/DeclChecks.h"
#include "kpkeys/ABI.h"
#include "kpkeys/Frontend/DomainAttr.h"
#include "kpkeys/Frontend/PointerChains.h"
#include "kpkeys/Frontend/Report.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DeclOpenMP.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;

namespace kpkeys {

void DeclChecks::checkDomain(const Decl &D) {
  auto Attr = domainAttr(D);
  if (!Attr || Rules.findDomain(Attr->Domain))
    return;
  report(Context, Attr->Loc, DiagnosticsEngine::Error,
         "unknown domain '%0'; policy '%1' has %2")
      << Attr->Domain << Rules.name() << Rules.domainNames();
}

/// Code between a declaration without the attribute and one with it was
/// compiled without windows.
void DeclChecks::checkRedeclaration(const Decl &D) {
  const Decl *Earlier = D.getPreviousDecl();
  auto Here = domainAttr(D);
  if (!Earlier || !Here || Here->Loc.isInvalid())
    return;
  auto Before = domainAttr(*Earlier);
  if (Before && Before->Domain != Here->Domain) {
    report(Context, Here->Loc, DiagnosticsEngine::Error,
           "conflicting domains: '%0' here, '%1' before")
        << Here->Domain << Before->Domain;
    report(Context, Before->Loc, DiagnosticsEngine::Note,
           "the other domain is given here");
  } else if (!Before && (!isa<RecordDecl>(D) ||
                         cast<RecordDecl>(Earlier)->isCompleteDefinition())) {
    report(Context, Here->Loc, DiagnosticsEngine::Error,
           "kpkeys_protected must be on the first declaration; writes before "
           "this one would get no window");
    report(Context, Earlier->getLocation(), DiagnosticsEngine::Note,
           "declared without it here");
  }
}

void DeclChecks::check(Decl &D) {
  if (!isa<RecordDecl>(D)) { // those have checkRecord
    checkDomain(D);
    checkRedeclaration(D);
  }
  if (auto *Var = dyn_cast<VarDecl>(&D); Var && !isa<ParmVarDecl>(Var))
    checkVariable(*Var);
  if (auto *Threads = dyn_cast<OMPThreadPrivateDecl>(&D))
    for (const Expr *E :
         llvm::make_range(Threads->varlist_begin(), Threads->varlist_end()))
      if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
        if (auto *Var = dyn_cast<VarDecl>(Ref->getDecl());
            Var && !Model.ofDecl(*Var).empty())
          reportThreadLocal(*Var, E->getExprLoc());
}

void DeclChecks::reportThreadLocal(const VarDecl &Var, SourceLocation Loc) {
  report(Context, Loc, DiagnosticsEngine::Error,
         "thread-local variable %0 cannot be protected: thread-local storage "
         "shares its pages; allocate it from the domain instead")
      << &Var;
}

void DeclChecks::checkVariable(VarDecl &Var) {
  DomainName Domain = Model.ofDecl(Var);
  if (Var.hasLocalStorage()) {
    if (auto Attr = domainAttr(Var))
      report(Context, Attr->Loc, DiagnosticsEngine::Warning,
             "kpkeys_protected has no effect on a local variable: it lies on "
             "the stack");
    return;
  }
  if (Var.getInit())
    checkInitializer(*Var.getInit());
  if (Domain.empty()) {
    DomainName Inside = Model.inside(Var.getType());
    if (!Inside.empty() && Var.isThisDeclarationADefinition())
      report(Context, Var.getLocation(), DiagnosticsEngine::Warning,
             "variable %0 holds data of domain '%1' but is not in the domain "
             "itself, so the runtime does not key it")
          << &Var << Inside;
    return;
  }
  if (!Rules.findDomain(Domain))
    return;
  if (Var.getTLSKind() != VarDecl::TLS_None) {
    reportThreadLocal(Var, Var.getLocation());
    return;
  }
  if (Var.getStorageClass() == SC_Register) {
    report(Context, Var.getLocation(), DiagnosticsEngine::Error,
           "register variable %0 cannot be protected: it is not in memory")
        << &Var;
    return;
  }
  if (Var.getType().isConstant(Context))
    return; // read-only already, by the linker
  if (Var.getType().getAddressSpace() != LangAS::Default) {
    if (!Var.hasAttr<SectionAttr>())
      report(Context, Var.getLocation(), DiagnosticsEngine::Warning,
             "protected variable %0 is in an address space of its own; the "
             "runtime does not key it")
          << &Var;
    return;
  }
  if (const auto *Section = Var.getAttr<SectionAttr>()) {
    if (!Section->isImplicit() && !Section->isInherited())
      report(Context, Section->getLocation(), DiagnosticsEngine::Warning,
             "protected variable %0 is in a section of its own; the runtime "
             "does not key it")
          << &Var;
    return;
  }
  llvm::SmallString<64> Section(KPKEYS_DATA_SECTION_PREFIX);
  Section += Domain;
  // Code generation takes a section it knows nothing of for a read-only one.
  Context.SectionInfos[Section] = ASTContext::SectionInfo(
      nullptr, {}, ASTContext::PSF_Read | ASTContext::PSF_Write);
  Var.addAttr(SectionAttr::CreateImplicit(Context, Section));
}

namespace {
class AddressFinder : public RecursiveASTVisitor<AddressFinder> {
  ASTContext &Context;
  const DomainModel &Model;

public:
  AddressFinder(ASTContext &Context, const DomainModel &Model)
      : Context(Context), Model(Model) {}

  bool TraverseUnaryExprOrTypeTraitExpr(UnaryExprOrTypeTraitExpr *) {
    return true;
  }

  /// Looks at the outermost step of each chain only.
  bool dataTraverseStmtPre(Stmt *S) {
    auto *E = dyn_cast<Expr>(S);
    if (!E || chainStep(E) == ChainStep::None)
      return true;
    QualType Type = E->getType();
    DomainName Domain = Model.ofPointer(E).Domain;
    bool IsConst =
        Type->isPointerType() && Type->getPointeeType().isConstQualified();
    if (!Domain.empty() && !IsConst && Model.ofPointee(Type) != Domain)
      report(Context, E->getExprLoc(), DiagnosticsEngine::Warning,
             "the address of data in domain '%0' is stored by a static "
             "initializer; writes through it get no window (use a pointer to "
             "const or to the protected type)")
          << Domain;
    return false;
  }
};
} // namespace

void DeclChecks::checkInitializer(const Expr &Init) {
  AddressFinder(Context, Model).TraverseStmt(const_cast<Expr *>(&Init));
}

namespace {
class LocalDecls : public RecursiveASTVisitor<LocalDecls> {
  DeclChecks &Checks;

public:
  explicit LocalDecls(DeclChecks &Checks) : Checks(Checks) {}
  bool VisitDeclStmt(DeclStmt *S) {
    for (Decl *D : S->decls())
      Checks.check(*D);
    return true;
  }
};
} // namespace

void DeclChecks::checkBody(FunctionDecl &F) {
  LocalDecls(*this).TraverseStmt(F.getBody());
}

void DeclChecks::checkRecord(const TagDecl &Tag) {
  const auto *R = dyn_cast<RecordDecl>(&Tag);
  if (!R)
    return;
  checkDomain(*R);
  checkRedeclaration(*R);
  DomainName Outer = Model.ofRecord(*R);
  for (const FieldDecl *Field : R->fields()) {
    checkDomain(*Field);
    auto Attr = domainAttr(*Field);
    DomainName Own = Attr ? Attr->Domain : Model.ofType(Field->getType());
    DomainName Type = Model.ofType(Field->getType());
    DomainName Around = Outer.empty() ? Own : Outer;
    for (DomainName Inner : {Own, Type})
      if (!Inner.empty() && Inner != Around) {
        report(Context, Field->getLocation(), DiagnosticsEngine::Error,
               "conflicting domains: field %0 is in domain '%1', but what "
               "holds it is in domain '%2'; memory has one pkey a page, so "
               "hold a pointer to it instead")
            << Field << Inner << Around;
        break;
      }
  }
}

} // namespace kpkeys
