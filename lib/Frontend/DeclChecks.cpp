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
#include "kpkeys/Frontend/AstVisitor.h"
#include "kpkeys/Frontend/DomainAttr.h"
#include "kpkeys/Frontend/FunctionAttrs.h"
#include "kpkeys/Frontend/PointerAttrs.h"
#include "kpkeys/Frontend/PointerChains.h"
#include "kpkeys/Frontend/RedeclaredTypes.h"
#include "kpkeys/Frontend/Report.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclOpenMP.h"
#include "clang/AST/Expr.h"
#include "clang/AST/TypeLoc.h"

using namespace clang;

namespace kpkeys {

void DeclChecks::checkDomain(const Decl &D, llvm::StringRef Name) {
  auto Attr = storedAttr(D, Name);
  if (!Attr || Rules.findDomain(Attr->Value))
    return;
  report(Context, Attr->Loc, DiagnosticsEngine::Error,
         "unknown domain '%0'; policy '%1' has %2")
      << Attr->Value << Rules.name() << Rules.domainNames();
}

/// The attribute \p Name of a declaration before \p D.
static std::optional<StoredAttr> attrBefore(const Decl &D,
                                            llvm::StringRef Name) {
  for (const Decl *Each = previousDecl(D); Each; Each = previousDecl(*Each))
    if (auto Attr = storedAttr(*Each, Name))
      return Attr;
  return std::nullopt;
}

/// Code between a declaration without the attribute and one with it was
/// compiled without windows.
void DeclChecks::checkRedeclaration(const Decl &D, llvm::StringRef Name) {
  const Decl *Earlier = previousDecl(D);
  auto Here = storedAttr(D, Name);
  if (!Earlier || !Here || Here->Loc.isInvalid())
    return;
  auto Before = attrBefore(D, Name);
  if (Before && Before->Value != Here->Value) {
    report(Context, Here->Loc, DiagnosticsEngine::Error,
           "conflicting domains: '%0' here, '%1' before")
        << Here->Value << Before->Value;
    report(Context, Before->Loc, DiagnosticsEngine::Note,
           "the other domain is given here");
  } else if (!Before && (!isa<RecordDecl>(D) ||
                         cast<RecordDecl>(Earlier)->isCompleteDefinition())) {
    report(Context, Here->Loc, DiagnosticsEngine::Error,
           "%0 must be on the first declaration; writes before this one would "
           "get no window")
        << Name;
    report(Context, Earlier->getLocation(), DiagnosticsEngine::Note,
           "declared without it here");
  }
}

/// What attributes say on \p D and on what its type is made of.
void DeclChecks::checkAttrs(const Decl &D) {
  if (!isa<RecordDecl>(D)) { // those have checkRecord
    if (hasStoredAttrs(D)) {
      checkDomain(D, ProtectedAttr);
      checkRedeclaration(D, ProtectedAttr);
      checkPointer(D);
    }
    checkFunctionType(D);
    checkRedeclaredTypes(Context, D);
  }
  Levels.check(D);
  if (const auto *F = dyn_cast<FunctionDecl>(&D))
    checkFunction(*F);
}

void DeclChecks::check(Decl &D) {
  if (mayHaveStoredAttrs(Context))
    checkAttrs(D);
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

void DeclChecks::checkLevels(const FunctionDecl &F) { Levels.check(F); }

void DeclChecks::reportThreadLocal(const VarDecl &Var, SourceLocation Loc) {
  report(Context, Loc, DiagnosticsEngine::Error,
         "thread-local variable %0 cannot be protected: thread-local storage "
         "shares its pages; allocate it from the domain instead")
      << &Var;
}

/// kpkeys_pointee and kpkeys_unsealed on \p D.
void DeclChecks::checkPointer(const Decl &D) {
  checkDomain(D, PointeeAttr);
  checkRedeclaration(D, PointeeAttr);
  const auto *Value = dyn_cast<ValueDecl>(&D);
  auto Attr = storedAttr(D, PointeeAttr);
  auto Unsealed = storedAttr(D, UnsealedAttr);
  if ((Attr && attrBefore(D, UnsealedAttr)) ||
      (Unsealed && attrBefore(D, PointeeAttr)))
    report(Context, Attr ? Attr->Loc : Unsealed->Loc, DiagnosticsEngine::Error,
           "kpkeys_pointee and kpkeys_unsealed contradict each other");
  if (!Attr)
    return;
  QualType Pointer = pointerTypeOf(D);
  if (Pointer->isPointerType() &&
      Pointer->getPointeeType().isConstQualified() &&
      !Model.isSecret(Attr->Value))
    report(Context, Attr->Loc, DiagnosticsEngine::Warning,
           "kpkeys_pointee does nothing for a pointer to const: nothing is "
           "written through it");
  if (!Value)
    return;
  const auto *F = dyn_cast<FunctionDecl>(Value);
  QualType T = F ? F->getReturnType() : Value->getType();
  while (const ArrayType *Array = Context.getAsArrayType(T))
    T = Array->getElementType();
  DomainName Type = Model.ofPointee(T);
  if (DomainName OfTypedef = pointeeOfType(T); !OfTypedef.empty())
    Type = OfTypedef;
  if (!Type.empty() && Type != Attr->Value)
    report(Context, Attr->Loc, DiagnosticsEngine::Error,
           "conflicting domains: '%0' here, but by its type it points into "
           "domain '%1'")
        << Attr->Value << Type;
}

void DeclChecks::checkFunction(const FunctionDecl &F) {
  for (const ParmVarDecl *Param : F.parameters())
    if (hasStoredAttrs(*Param))
      checkPointer(*Param);
  if (!hasStoredAttrs(F))
    return;
  auto Ignored = storedAttr(F, IgnoreAttr);
  if (Ignored && F.hasAttr<AlwaysInlineAttr>())
    report(Context, Ignored->Loc, DiagnosticsEngine::Error,
           "%0 has kpkeys_ignore and is always_inline; inlined, its writes "
           "would get windows")
        << &F;
  for (llvm::StringRef Name : {IgnoreAttr, EscapeAttr})
    checkBodyAttr(F, Name);
}

/// \p Name speaks of the body of \p F, which is compiled once. (An attribute
/// behind the body is Clang's to warn about.)
void DeclChecks::checkBodyAttr(const FunctionDecl &F, llvm::StringRef Name) {
  auto Here = storedAttr(F, Name);
  auto Before = attrBefore(F, Name);
  if (!Here || !Before || Before->Value == Here->Value)
    return;
  report(Context, Here->Loc, DiagnosticsEngine::Error,
         "%0 is '%1' here, '%2' before")
      << Name << Here->Value << Before->Value;
  report(Context, Before->Loc, DiagnosticsEngine::Note, "it is given here");
}

namespace {
/// Finds parameters inside the types that a declaration is written with.
class ParamFinder : public AstVisitor {
  ASTContext &Context;

public:
  explicit ParamFinder(ASTContext &Context) : Context(Context) {}

  bool VisitParmVarDecl(ParmVarDecl *Param) override {
    for (llvm::StringRef Name : {PointeeAttr, UnsealedAttr})
      if (auto Attr = storedAttr(*Param, Name))
        report(Context, Attr->Loc, DiagnosticsEngine::Error,
               "%0 is lost on a parameter of a function type; use a typedef "
               "with kpkeys_pointee or kpkeys_protected")
            << Name;
    return true;
  }
};
} // namespace

/// True if \p T leads to no function, as most types of C. (Those of C++ are
/// written with template arguments.)
static bool hasNoParameters(QualType T, const ASTContext &Context) {
  T = T.getCanonicalType();
  while (isa<PointerType>(T))
    T = T->getPointeeType();
  return isa<BuiltinType, TagType>(T) && !Context.getLangOpts().CPlusPlus;
}

/// The type of a pointer to a function keeps its parameters' types, but not
/// the parameters.
void DeclChecks::checkFunctionType(const Decl &D) {
  const auto *Typedef = dyn_cast<TypedefNameDecl>(&D);
  const auto *Value = dyn_cast<DeclaratorDecl>(&D);
  const TypeSourceInfo *Written = Typedef ? Typedef->getTypeSourceInfo()
                                  : Value ? Value->getTypeSourceInfo()
                                          : nullptr;
  auto Check = [&](const TypeSourceInfo *T) {
    if (T && !hasNoParameters(T->getType(), Context))
      ParamFinder(Context).TraverseTypeLoc(T->getTypeLoc());
  };
  const auto *F = dyn_cast<FunctionDecl>(&D);
  if (!F)
    return Check(Written);
  for (const ParmVarDecl *Param : F->parameters())
    Check(Param->getTypeSourceInfo());
}

/// True if the program puts \p Var, by an attribute or a pragma, into another
/// section than \p Own. \p Loc: where to say so.
static bool isElsewhere(const VarDecl &Var, llvm::StringRef Own,
                        SourceLocation &Loc) {
  for (const Attr *A : Var.attrs()) {
    const auto *Section = dyn_cast<SectionAttr>(A);
    bool IsOther = Section && !Section->isInherited() &&
                   (!Section->isImplicit() || Section->getName() != Own);
    if (IsOther ||
        isa<PragmaClangDataSectionAttr, PragmaClangBSSSectionAttr>(A)) {
      Loc = A->isImplicit() ? Var.getLocation() : A->getLocation();
      return true;
    }
  }
  return false;
}

void DeclChecks::completeTentative(VarDecl &Var) {
  if (!CompleteVariables.contains(&Var))
    checkVariable(Var);
}

void DeclChecks::checkVariable(VarDecl &Var) {
  if (Var.getType()->isReferenceType())
    return checkReference(Var);
  if (Var.isThisDeclarationADefinition() == VarDecl::TentativeDefinition &&
      (!Var.getType()->isIncompleteType() || Var.getType()->isArrayType()))
    CompleteVariables.insert(&Var);

  DomainName Domain = Model.ofDecl(Var);
  if (Var.hasLocalStorage()) {
    if (auto Attr = domainAttr(Var))
      report(Context, Attr->Loc, DiagnosticsEngine::Warning,
             "kpkeys_protected has no effect on a local variable: it lies on "
             "the stack");
    return;
  }
  if (Var.getInit())
    checkInitializer(Var);
  if (Domain.empty()) {
    DomainName Inside = Var.isThisDeclarationADefinition()
                            ? Model.inside(Var.getType())
                            : DomainName();
    if (!Inside.empty())
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
  checkLifetime(Var);
  if (Var.getType().isConstant(Context) &&
      (!Context.getLangOpts().CPlusPlus || Var.hasConstantInitialization())) {
    // Read-only already, by the linker.
    if (Model.isSecret(Domain) && Var.isThisDeclarationADefinition())
      report(Context, Var.getLocation(), DiagnosticsEngine::Warning,
             "constant %0 of domain '%1' stays in ordinary memory, where every "
             "level can read it; remove const")
          << &Var << Domain;
    return;
  }
  if (Var.getType().getAddressSpace() != LangAS::Default) {
    if (!Var.hasAttr<SectionAttr>())
      report(Context, Var.getLocation(), DiagnosticsEngine::Warning,
             "protected variable %0 is in an address space of its own; the "
             "runtime does not key it")
          << &Var;
    return;
  }
  llvm::SmallString<64> Section(KPKEYS_DATA_SECTION_PREFIX);
  Section += Domain;
  if (SourceLocation Loc; isElsewhere(Var, Section, Loc)) {
    report(Context, Loc, DiagnosticsEngine::Warning,
           "protected variable %0 is in a section of its own; the runtime "
           "does not key it")
        << &Var;
    return;
  }
  if (Var.hasAttr<SectionAttr>())
    return; // placed with an earlier declaration
  // Code generation takes a section it knows nothing of for a read-only one.
  Context.SectionInfos[Section] = ASTContext::SectionInfo(
      nullptr, {}, ASTContext::PSF_Read | ASTContext::PSF_Write);
  Var.addAttr(SectionAttr::CreateImplicit(Context, Section));
}

namespace {
class AddressFinder : public AstVisitor {
  ASTContext &Context;
  const DomainModel &Model;
  /// Values that are received by something with kpkeys_pointee.
  llvm::SmallPtrSet<const Expr *, 8> Expected;

public:
  bool HasReported = false;

  AddressFinder(ASTContext &Context, const DomainModel &Model)
      : Context(Context), Model(Model) {}

  /// \p E initialises something whose pointers, by its declaration, lead into
  /// \p Pointee.
  void expect(const Expr *E, DomainName Pointee) {
    const auto *List = dyn_cast<InitListExpr>(E);
    if (!List) {
      if (!Pointee.empty() && Model.ofPointer(E).Domain == Pointee)
        Expected.insert(E);
      return;
    }
    if (const InitListExpr *Semantic = List->getSemanticForm())
      List = Semantic;
    SmallVector<const FieldDecl *, 8> Fields =
        initializedFields(List->getType());
    for (auto [N, Value] : llvm::enumerate(List->inits()))
      expect(Value, N < Fields.size() && Fields[N] ? pointeeOfDecl(*Fields[N])
                                                   : Pointee);
  }

  /// A lambda's body stores nothing, nor does a block's.
  bool shouldVisitLambdaBody() const override { return false; }

  /// Looks at the outermost step of each chain only.
  bool dataTraverseStmtPre(Stmt *S) override {
    if (isa<UnaryExprOrTypeTraitExpr, BlockExpr>(S))
      return false;
    auto *E = dyn_cast<Expr>(S);
    if (!E || isa<InitListExpr>(E) || chainStep(E) == ChainStep::None)
      return true;
    QualType Type = E->getType();
    DomainName Domain = Model.ofPointer(E).Domain;
    bool IsSecret = Model.isSecret(Domain);
    bool IsConst = !IsSecret && Type->isPointerType() &&
                   Type->getPointeeType().isConstQualified();
    if (!Domain.empty() && !IsConst && Model.ofPointee(Type) != Domain &&
        !Expected.contains(E)) {
      HasReported = true;
      report(Context, E->getExprLoc(), DiagnosticsEngine::Warning,
             "the address of data in domain '%0' is stored by a static "
             "initializer; %1 through it get no window (use a pointer to "
             "%2the protected type)")
          << Domain << (IsSecret ? "reads and writes" : "writes")
          << (IsSecret ? "" : "const or to ");
    }
    return false;
  }
};
} // namespace

namespace {
/// Finds compound literals with static storage whose address is used.
class LiteralFinder : public AstVisitor {
  ASTContext &Context;
  const DomainModel &Model;

public:
  LiteralFinder(ASTContext &Context, const DomainModel &Model)
      : Context(Context), Model(Model) {}

  bool dataTraverseStmtPre(Stmt *S) override {
    return !isa<UnaryExprOrTypeTraitExpr>(S);
  }

  bool VisitExpr(Expr *E) override {
    ChainStep Step = chainStep(E);
    if (Step == ChainStep::AddressOf || Step == ChainStep::Decay)
      check(chainOperand(E));
    return true;
  }

private:
  void check(const Expr *LValue) {
    LValue = LValue->IgnoreParenImpCasts();
    if (const auto *Member = dyn_cast<MemberExpr>(LValue))
      return Member->isArrow() ? void() : check(Member->getBase());
    if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(LValue))
      return check(Subscript->getBase());
    const auto *Literal = dyn_cast<CompoundLiteralExpr>(LValue);
    if (!Literal || !Literal->isFileScope() ||
        Literal->getType().isConstant(Context))
      return;
    if (DomainName Domain = Model.inside(Literal->getType()); !Domain.empty())
      report(Context, Literal->getExprLoc(), DiagnosticsEngine::Warning,
             "a compound literal holds data of domain '%0' in ordinary memory, "
             "which the runtime does not key; use a variable with a name")
          << Domain;
  }
};
} // namespace

void DeclChecks::checkInitializer(const VarDecl &Var) {
  LiteralFinder(Context, Model).TraverseStmt(const_cast<Expr *>(Var.getInit()));
  AddressFinder Finder(Context, Model);
  Finder.expect(Var.getInit(), pointeeOfDecl(Var));
  Finder.TraverseStmt(const_cast<Expr *>(Var.getInit()));
  if (!Finder.HasReported)
    checkConstant(Var);
}

/// True of what is declared by a statement.
static bool isStatement(const Decl &D) {
  if (const auto *Var = dyn_cast<VarDecl>(&D))
    return !isa<ParmVarDecl>(Var) && !Var->isImplicit() &&
           !Var->isExceptionVariable() && !Var->isInitCapture();
  return isa<FunctionDecl, TypedefNameDecl, OMPThreadPrivateDecl>(&D);
}

void DeclChecks::checkLocals(const DeclContext &Body) {
  for (Decl *D : Body.decls()) {
    if (isa<BlockDecl, CapturedDecl>(D))
      checkLocals(*cast<DeclContext>(D));
    else if (isStatement(*D))
      check(*D);
  }
}

void DeclChecks::checkRecord(const TagDecl &Tag) {
  const auto *R = dyn_cast<RecordDecl>(&Tag);
  // C completes each once.
  if (!R || (Context.getLangOpts().CPlusPlus && !Checked.insert(&Tag).second))
    return;
  bool HaveAttrs = mayHaveStoredAttrs(Context);
  if (HaveAttrs) {
    checkDomain(*R, ProtectedAttr);
    checkRedeclaration(*R, ProtectedAttr);
    checkRedefinition(Context, *R);
  }
  DomainName Outer = Model.ofRecord(*R);
  if (const auto *Class = dyn_cast<CXXRecordDecl>(R))
    checkBases(*Class, Outer);
  for (const FieldDecl *Field : R->fields()) {
    if (HaveAttrs)
      checkAttrs(*Field);
    auto Attr = domainAttr(*Field);
    if (Attr && Field->getType()->isReferenceType())
      report(Context, Attr->Loc, DiagnosticsEngine::Error,
             "kpkeys_protected is not for references; put it on what %0 is "
             "bound to")
          << Field;
    DomainName Type = Model.ofType(Field->getType());
    DomainName Own = Attr ? Attr->Domain : Type;
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
    if (!Around.empty())
      checkHeap(*Field);
  }
}

} // namespace kpkeys
