//===- Consumer.cpp - The front end's half of the plugin ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Receives each top-level declaration before the code generator does.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/Consumer.h"
#include "kpkeys/Frontend/BodyChecks.h"
#include "kpkeys/Frontend/DeclChecks.h"
#include "kpkeys/Frontend/DomainAttr.h"
#include "kpkeys/Frontend/FunctionAttrs.h"
#include "kpkeys/Frontend/MarkWrites.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/Frontend/CompilerInstance.h"

using namespace clang;

namespace kpkeys {

namespace {
class Consumer : public ASTConsumer {
  std::shared_ptr<const Policy> Rules;
  ASTContext *Context = nullptr;
  std::unique_ptr<DomainModel> Model;
  std::unique_ptr<DeclChecks> Checks;
  std::unique_ptr<MarkWrites> Marker;
  bool SaidLanguage = false;

public:
  explicit Consumer(std::shared_ptr<const Policy> Rules)
      : Rules(std::move(Rules)) {}

  void Initialize(ASTContext &C) override {
    Context = &C;
    Model = std::make_unique<DomainModel>(C, *Rules);
    Checks = std::make_unique<DeclChecks>(C, *Rules, *Model);
    Marker = std::make_unique<MarkWrites>(C, *Model);
  }

  void HandleTagDeclDefinition(TagDecl *Tag) override {
    Checks->checkRecord(*Tag);
    if (const auto *R = dyn_cast<RecordDecl>(Tag))
      if (!Model->ofRecord(*R).empty())
        requireC(Tag->getLocation());
  }

  bool HandleTopLevelDecl(DeclGroupRef Group) override {
    for (Decl *D : Group) {
      Checks->check(*D);
      if (auto Attr = domainAttr(*D))
        requireC(Attr->Loc);
      if (auto *Var = dyn_cast<VarDecl>(D); Var && Var->getInit())
        checkStatements(*Context, *Model, Var->getInit());
      auto *F = dyn_cast<FunctionDecl>(D);
      if (F)
        passOnFunctionAttrs(*F);
      if (!F || !F->doesThisDeclarationHaveABody() || !isC())
        continue;
      Checks->checkBody(*F);
      if (isIgnored(*F))
        continue;
      checkStatements(*Context, *Model, F->getBody());
      Marker->rewrite(*F);
    }
    return true;
  }

private:
  bool isC() const {
    const LangOptions &L = Context->getLangOpts();
    return !L.CPlusPlus && !L.ObjC;
  }

  /// The rewriting knows C. Leaving another language's writes unmarked would
  /// be silent.
  void requireC(SourceLocation Loc) {
    if (isC() || SaidLanguage)
      return;
    SaidLanguage = true;
    DiagnosticsEngine &Diags = Context->getDiagnostics();
    Diags.Report(Loc, Diags.getCustomDiagID(
                          DiagnosticsEngine::Error,
                          "protected data is supported in C only; this "
                          "language's writes would get no window"));
  }
};
} // namespace

std::unique_ptr<ASTConsumer>
createConsumer(std::shared_ptr<const Policy> Rules) {
  return std::make_unique<Consumer>(std::move(Rules));
}

} // namespace kpkeys
