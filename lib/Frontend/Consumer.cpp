//===- Consumer.cpp - The front end's half of the plugin ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Receives declarations before the code generator does.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/Consumer.h"
#include "kpkeys/Frontend/Bodies.h"
#include "kpkeys/Frontend/DomainAttr.h"
#include "kpkeys/Frontend/LevelAttrs.h"
#include "kpkeys/Frontend/Report.h"
#include "kpkeys/Frontend/StoredAttr.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclGroup.h"
#include "clang/Sema/Sema.h"
#include "clang/Sema/SemaConsumer.h"
#include "clang/Sema/TemplateInstCallback.h"

using namespace clang;

namespace kpkeys {

namespace {
/// Tells the rewriting when Sema begins to make something of a template.
class Instantiations : public TemplateInstantiationCallback {
  Bodies &Rewriter;

public:
  explicit Instantiations(Bodies &Rewriter) : Rewriter(Rewriter) {}

  void initialize(const Sema &) override {}
  void finalize(const Sema &) override {}
  void atTemplateBegin(const Sema &,
                       const Sema::CodeSynthesisContext &) override {
    Rewriter.instantiationBegins();
  }
  void atTemplateEnd(const Sema &,
                     const Sema::CodeSynthesisContext &) override {}
};

class Consumer : public SemaConsumer {
  std::shared_ptr<const Policy> Rules;
  std::shared_ptr<FunctionNames> Unmarked;
  std::shared_ptr<FunctionPlaces> Places;
  ASTContext *Context = nullptr;
  std::unique_ptr<DomainModel> Model;
  std::unique_ptr<DeclChecks> Checks;
  std::unique_ptr<EarlyUses> Early;
  std::unique_ptr<Bodies> Rewriter;
  bool SaidLanguage = false;

public:
  Consumer(std::shared_ptr<const Policy> Rules,
           std::shared_ptr<FunctionNames> Unmarked,
           std::shared_ptr<FunctionPlaces> Places)
      : Rules(std::move(Rules)), Unmarked(std::move(Unmarked)),
        Places(std::move(Places)) {}

  void Initialize(ASTContext &C) override {
    Context = &C;
    Model = std::make_unique<DomainModel>(C, *Rules);
    Checks = std::make_unique<DeclChecks>(C, *Rules, *Model);
    Early = std::make_unique<EarlyUses>(C);
    Rewriter = std::make_unique<Bodies>(C, *Rules, *Model, *Checks, *Early,
                                        /*NeedsLocations=*/!Places);
  }

  void InitializeSema(Sema &S) override {
    if (Context->getLangOpts().CPlusPlus)
      S.TemplateInstCallbacks.push_back(
          std::make_unique<Instantiations>(*Rewriter));
  }

  void HandleTagDeclDefinition(TagDecl *Tag) override {
    Checks->checkRecord(*Tag);
    const auto *R = dyn_cast<RecordDecl>(Tag);
    if (DomainName Domain = R ? Model->ofRecord(*R) : DomainName();
        !Domain.empty()) {
      requireLanguage(Tag->getLocation());
      Early->reportFor(*R, Domain);
    }
    if (auto *Class = dyn_cast<CXXRecordDecl>(Tag))
      Rewriter->completed(*Class);
  }

  bool HandleTopLevelDecl(DeclGroupRef Group) override {
    for (Decl *D : Group) {
      if (isSupported()) {
        Rewriter->reached(*D);
        continue;
      }
      if (auto Attr = domainAttr(*D))
        requireLanguage(Attr->Loc);
      for (llvm::StringRef Name : {LevelAttr, RequiresAttr})
        if (auto Attr = storedAttr(*D, Name))
          requireLanguageForLevels(Attr->Loc);
      Checks->check(*D);
    }
    return true;
  }

  void HandleInlineFunctionDefinition(FunctionDecl *F) override {
    if (isSupported())
      Rewriter->reached(*F);
  }

  void HandleCXXStaticMemberVarInstantiation(VarDecl *Var) override {
    if (isSupported())
      Rewriter->reached(*Var);
  }

  /// Sema has completed the type since the declaration.
  void CompleteTentativeDefinition(VarDecl *Var) override {
    if (isSupported())
      Checks->completeTentative(*Var);
  }

  void HandleTranslationUnit(ASTContext &C) override {
    if (C.getLangOpts().CPlusPlus && isSupported() &&
        !C.getDiagnostics().hasErrorOccurred())
      Rewriter->finish();
    Rewriter->reportBrokenPromises();
    if (Rewriter->usesLevels())
      requireLanguageForLevels({});
    *Unmarked = Rewriter->unmarked();
    if (Places)
      *Places = Rewriter->omitLocations();
  }

private:
  bool isSupported() const {
    const LangOptions &L = Context->getLangOpts();
    return !L.ObjC && !(L.CPlusPlus && (L.CUDA || L.OpenCL)) &&
           !Context->getCurrentNamedModule();
  }

  /// The rewriting knows C and C++. Leaving another language's writes unmarked
  /// would be silent.
  void requireLanguage(SourceLocation Loc) {
    if (isSupported() || SaidLanguage)
      return;
    SaidLanguage = true;
    DiagnosticsEngine &Diags = Context->getDiagnostics();
    Diags.Report(Loc, Diags.getCustomDiagID(
                          DiagnosticsEngine::Error,
                          "protected data is supported in C and C++, outside "
                          "of modules; writes here would get no window"));
  }

  void requireLanguageForLevels(SourceLocation Loc) {
    if (isSupported() || std::exchange(SaidLanguage, true))
      return;
    report(*Context, Loc, DiagnosticsEngine::Error,
           "levels are supported in C and C++, outside of modules; scopes and "
           "attributes for them have no effect in this file");
  }
};
} // namespace

std::unique_ptr<ASTConsumer>
createConsumer(std::shared_ptr<const Policy> Rules,
               std::shared_ptr<FunctionNames> Unmarked,
               std::shared_ptr<FunctionPlaces> Places) {
  return std::make_unique<Consumer>(std::move(Rules), std::move(Unmarked),
                                    std::move(Places));
}

} // namespace kpkeys
