//===- Bodies.cpp - Which bodies are rewritten when -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Clang generates code for most functions when their top-level declaration is
// complete, and for inline functions, instantiations of templates and what it
// makes itself at the end, when they turn out to be used. Those are rewritten
// at the end, too: until then the compiler may evaluate them (constexpr), and
// some do not have a body yet. In C, static inline functions wait until code
// that is emitted refers to them (WaitingBodies).
// Templates themselves are left alone; what is instantiated is rewritten.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/Bodies.h"
#include "kpkeys/Frontend/AstVisitor.h"
#include "kpkeys/Frontend/BodyChecks.h"
#include "kpkeys/Frontend/DomainAttr.h"
#include "kpkeys/Frontend/FunctionAttrs.h"
#include "kpkeys/Frontend/LevelAttrs.h"
#include "kpkeys/Frontend/Report.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclFriend.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/TypeLoc.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace kpkeys {

bool Bodies::mayBeEmittedNow(const FunctionDecl &F) const {
  const LangOptions &L = Context.getLangOpts();
  return !L.CPlusPlus || L.EmitAllDecls || Context.DeclMustBeEmitted(&F);
}

/// False if nothing has been protected so far, neither by the policy nor by the
/// source, and nothing said of levels. A precompiled part of the source may.
bool Bodies::mayMatter() const {
  return !Context.getLangOpts().CPlusPlus || !Rules.protectedTypes().empty() ||
         !Rules.protectedVariables().empty() || Context.getExternalSource() ||
         Context.Idents.find(ProtectedAttr) != Context.Idents.end() ||
         mayHaveLevelAttrs(Context) || Leveller.areUsed();
}

bool Bodies::usesLevels() const {
  return haveLevelAttrs(Context) || Leveller.areUsed();
}

/// What concernsUs (IR/ModuleConfig.h) will say of the module.
bool Bodies::concernsPasses() const {
  return Marker.hasMarked() || usesLevels() || Leveller.callRuntime() ||
         Context.getExternalSource();
}

/// True if code is generated for \p F before more of the file is known, and
/// nothing so far has to do with the passes.
bool Bodies::mayOmitLocations(const FunctionDecl &F) const {
  return !NeedsLocations && !Context.getLangOpts().CPlusPlus &&
         F.isExternallyVisible() && !F.isInlined() && !F.isMultiVersion() &&
         !F.hasAttr<AsmLabelAttr>() && !F.hasAttr<OverloadableAttr>() &&
         !concernsPasses();
}

FunctionPlaces Bodies::omitLocations() {
  FunctionPlaces Places;
  if (concernsPasses()) {
    const SourceManager &Sources = Context.getSourceManager();
    for (const FunctionDecl *F : Placeless) {
      PresumedLoc Place = Sources.getPresumedLoc(F->getLocation());
      Places.push_back({F->getName().str(), Place.getFilename(),
                        Place.getLine(), Place.getColumn()});
    }
    return Places;
  }
  for (Decl *D : Done)
    if (isa<FunctionDecl>(D))
      D->addAttr(NoDebugAttr::CreateImplicit(Context));
  return Places;
}

/// True if Clang could not make sense of a part of \p S. Its type is then
/// unknown, and no code comes of the file.
static bool containsErrors(const Stmt *S) {
  const auto *E = dyn_cast_or_null<Expr>(S);
  return S && ((E && E->containsErrors()) ||
               llvm::any_of(S->children(), containsErrors));
}

bool Bodies::isBroken(const Stmt *S) const {
  return Context.getDiagnostics().hasErrorOccurred() && containsErrors(S);
}

/// Where statements and expressions of \p F begin.
static SmallVector<Stmt *> roots(const FunctionDecl &F) {
  SmallVector<Stmt *> Roots = {F.getBody()};
  if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(&F))
    for (const CXXCtorInitializer *Each : Constructor->inits())
      Roots.push_back(Each->getInit());
  return Roots;
}

void Bodies::rewrite(FunctionDecl &F) {
  if (!mayMatter() || !F.doesThisDeclarationHaveABody() ||
      F.isDependentContext() || F.isTemplated() || F.isLateTemplateParsed() ||
      F.isInvalidDecl() || !F.getBody() || isBroken(F.getBody()) ||
      !Done.insert(&F).second)
    return;
  Waiting.needReferencesOf(F);
  Checks.checkLocals(F);
  TemplateNodes::Recording Noting(Nodes, F, roots(F));
  SmallVector<CallAtLevel, 0> Calls = Types.check(F);
  if (!isIgnored(F) && Marker.concerns(F)) {
    checkStatements(Context, Model, F.getBody());
    Marker.rewrite(F);
  }
  Types.mark(Calls);
  Leveller.rewrite(F);
  if (mayOmitLocations(F)) {
    F.addAttr(NoDebugAttr::CreateImplicit(Context));
    Placeless.push_back(&F);
  }
}

void Bodies::function(FunctionDecl &F) {
  passOnFunctionAttrs(F);
  if (!mayBeEmittedNow(F))
    return;
  if (Waiting.putOff(F))
    return Marker.mayBeCalled(F);
  rewrite(F);
  rewriteNeeded();
}

void Bodies::rewriteNeeded() {
  while (FunctionDecl *F = Waiting.next())
    rewrite(*F);
}

void Bodies::variable(VarDecl &Var) {
  if (!mayMatter() || Var.isTemplated() || Var.isInvalidDecl() ||
      !Var.getInit() || isBroken(Var.getInit()) || !Done.insert(&Var).second)
    return;
  Waiting.needReferencesOf(Var);
  rewriteNeeded();
  checkStatements(Context, Model, Var.getInit());
  Types.check(Var);
  TemplateNodes::Recording Noting(Nodes, Var, {Var.getInit()});
  if (Context.getLangOpts().CPlusPlus && Var.hasGlobalStorage() &&
      !Var.hasConstantInitialization())
    Marker.rewriteInitializer(Var);
  else
    Marker.rewriteBlocksIn(Var.getInit());
}

void Bodies::record(CXXRecordDecl &R) {
  if (!R.isThisDeclarationADefinition() || R.isDependentContext())
    return;
  for (Decl *Member : R.decls())
    if (!isa<FieldDecl>(Member))
      reached(*Member);
}

/// True if \p D is one that only C++ has; what is in it, if anything, is done.
bool Bodies::reachedCxx(Decl &D) {
  if (isa<NamespaceDecl, LinkageSpecDecl, ExportDecl>(&D)) {
    for (Decl *Each : cast<DeclContext>(&D)->decls())
      reached(*Each);
    return true;
  }
  if (auto *R = dyn_cast<CXXRecordDecl>(&D)) {
    record(*R);
    return true;
  }
  if (auto *Friend = dyn_cast<FriendDecl>(&D)) {
    if (auto *F = dyn_cast_or_null<FunctionDecl>(Friend->getFriendDecl()))
      function(*F);
    return true;
  }
  return D.isTemplated() || isa<TemplateDecl>(&D);
}

void Bodies::reached(Decl &D) {
  Nodes.putAgain();
  bool IsCxx = Context.getLangOpts().CPlusPlus;
  if (IsCxx && reachedCxx(D))
    return;
  // C reaches each once.
  if (!IsCxx || Checked.insert(&D).second)
    Checks.check(D);
  Waiting.needTargetOf(D);
  rewriteNeeded();
  if (auto *F = dyn_cast<FunctionDecl>(&D))
    function(*F);
  else if (auto *Var = dyn_cast<VarDecl>(&D))
    variable(*Var);
}

void Bodies::completed(CXXRecordDecl &R) {
  DomainName Domain = Model.ofRecord(R);
  if (Domain.empty() || R.isDependentContext())
    return;
  for (CXXConstructorDecl *F : R.ctors())
    noteObject(*F, Domain);
  if (CXXDestructorDecl *F = R.getDestructor())
    noteObject(*F, Domain);
}

namespace {
/// Finds what is still to be done, in the order of the source.
class Rest : public AstVisitor {
public:
  SmallVector<FunctionDecl *, 0> Functions;
  SmallVector<VarDecl *, 0> Variables;
  SmallVector<CXXRecordDecl *, 0> Records;
  SmallVector<TypeSourceInfo *, 0> TypeArguments;

  bool shouldVisitTemplateInstantiations() const override { return true; }
  bool shouldVisitImplicitCode() const override { return true; }

  /// Lambdas in types, and in default arguments of templates, are instantiated
  /// where no traversal comes: their classes are found among the types.
  /// (Reading what is precompiled adds types meanwhile.)
  void addLambdas(const ASTContext &Context) {
    for (size_t N = 0; N != Context.getTypes().size(); ++N)
      if (const auto *T = dyn_cast<RecordType>(Context.getTypes()[N]))
        if (auto *R = dyn_cast<CXXRecordDecl>(T->getDecl());
            R && R->isLambda() && !R->isDependentContext())
          TraverseDecl(R);
  }

  bool TraverseDecl(Decl *D) override {
    const auto *R = dyn_cast_or_null<CXXRecordDecl>(D);
    if (R && R->isLambda() && !Lambdas.insert(R).second)
      return true;
    return AstVisitor::TraverseDecl(D);
  }
  bool VisitTemplateSpecializationTypeLoc(
      TemplateSpecializationTypeLoc Loc) override {
    for (unsigned N = 0, E = Loc.getNumArgs(); N != E; ++N)
      if (TypeSourceInfo *Written = Loc.getArgLoc(N).getTypeSourceInfo();
          Written &&
          Loc.getArgLoc(N).getArgument().getKind() == TemplateArgument::Type)
        TypeArguments.push_back(Written);
    return true;
  }
  bool VisitFunctionDecl(FunctionDecl *F) override {
    if (F->doesThisDeclarationHaveABody())
      Functions.push_back(F);
    return true;
  }
  bool VisitVarDecl(VarDecl *Var) override {
    if (Var->hasGlobalStorage() && !Var->isStaticLocal())
      Variables.push_back(Var);
    return true;
  }
  bool VisitCXXRecordDecl(CXXRecordDecl *R) override {
    if (R->isThisDeclarationADefinition() && !R->isDependentContext())
      Records.push_back(R);
    return true;
  }

private:
  llvm::DenseSet<const CXXRecordDecl *> Lambdas;
};
} // namespace

void Bodies::finish() {
  Nodes.putAgain();
  if (!mayMatter())
    return;
  if (Model.hasSecrets())
    report(Context, {}, DiagnosticsEngine::Error,
           "policy '%0' has a domain that the default level cannot read; reads "
           "get windows in C only")
        << Rules.name();
  Rest Found;
  Found.TraverseDecl(Context.getTranslationUnitDecl());
  Found.addLambdas(Context);
  for (CXXRecordDecl *R : Found.Records) {
    Checks.checkRecord(*R);
    if (const auto *Made = dyn_cast<ClassTemplateSpecializationDecl>(R))
      Checks.checkValueArguments(Made->getTemplateArgs().asArray(),
                                 Made->getPointOfInstantiation());
  }
  for (const TypeSourceInfo *Argument : Found.TypeArguments)
    Checks.checkTypeArgument(*Argument);
  for (VarDecl *Var : Found.Variables)
    reached(*Var);
  for (FunctionDecl *F : Found.Functions) {
    passOnFunctionAttrs(*F);
    Checks.checkLevels(*F);
    if (const TemplateArgumentList *Arguments =
            F->getTemplateSpecializationArgs())
      Checks.checkValueArguments(Arguments->asArray(),
                                 F->getPointOfInstantiation());
    rewrite(*F);
  }
}

} // namespace kpkeys
