//===- Replay.cpp - Code generation a second time -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An audit must not change the object by a byte. So the front end's rewriting
// waits until the object is made: what the parser tells its consumers is kept,
// and told again, to the rewriting and to a code generator for a module of our
// own.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/Replay.h"
#include "kpkeys/Frontend/Consumer.h"
#include "kpkeys/IR/Unmarked.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclGroup.h"
#include "clang/CodeGen/ModuleBuilder.h"
#include "clang/Frontend/CompilerInstance.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include <vector>

using namespace clang;

namespace kpkeys {

namespace {
class Replay : public ASTConsumer {
  CompilerInstance &CI;
  std::shared_ptr<const Policy> Rules;
  std::function<void(llvm::Module &)> OnModule;
  std::vector<std::function<void(ASTConsumer &)>> Told;

  template <typename Fn> void keep(Fn Tell) { Told.push_back(std::move(Tell)); }

public:
  Replay(CompilerInstance &CI, std::shared_ptr<const Policy> Rules,
         std::function<void(llvm::Module &)> OnModule)
      : CI(CI), Rules(std::move(Rules)), OnModule(std::move(OnModule)) {}

  bool HandleTopLevelDecl(DeclGroupRef D) override {
    keep([D](ASTConsumer &To) { To.HandleTopLevelDecl(D); });
    return true;
  }
  void HandleInterestingDecl(DeclGroupRef D) override {
    keep([D](ASTConsumer &To) { To.HandleInterestingDecl(D); });
  }
  void HandleInlineFunctionDefinition(FunctionDecl *D) override {
    keep([D](ASTConsumer &To) { To.HandleInlineFunctionDefinition(D); });
  }
  void HandleTagDeclDefinition(TagDecl *D) override {
    keep([D](ASTConsumer &To) { To.HandleTagDeclDefinition(D); });
  }
  void HandleTagDeclRequiredDefinition(const TagDecl *D) override {
    keep([D](ASTConsumer &To) { To.HandleTagDeclRequiredDefinition(D); });
  }
  void HandleCXXImplicitFunctionInstantiation(FunctionDecl *D) override {
    keep(
        [D](ASTConsumer &To) { To.HandleCXXImplicitFunctionInstantiation(D); });
  }
  void HandleTopLevelDeclInObjCContainer(DeclGroupRef D) override {
    keep([D](ASTConsumer &To) { To.HandleTopLevelDeclInObjCContainer(D); });
  }
  void HandleImplicitImportDecl(ImportDecl *D) override {
    keep([D](ASTConsumer &To) { To.HandleImplicitImportDecl(D); });
  }
  void CompleteTentativeDefinition(VarDecl *D) override {
    keep([D](ASTConsumer &To) { To.CompleteTentativeDefinition(D); });
  }
  void CompleteExternalDeclaration(DeclaratorDecl *D) override {
    keep([D](ASTConsumer &To) { To.CompleteExternalDeclaration(D); });
  }
  void AssignInheritanceModel(CXXRecordDecl *D) override {
    keep([D](ASTConsumer &To) { To.AssignInheritanceModel(D); });
  }
  void HandleCXXStaticMemberVarInstantiation(VarDecl *D) override {
    keep([D](ASTConsumer &To) { To.HandleCXXStaticMemberVarInstantiation(D); });
  }
  void HandleVTable(CXXRecordDecl *D) override {
    keep([D](ASTConsumer &To) { To.HandleVTable(D); });
  }
  void HandleTranslationUnit(ASTContext &C) override;

private:
  void tellAll(ASTConsumer &Rewriter, ASTConsumer &Generator, ASTContext &C);
};

/// What passes have to say, without a place.
class Forward : public llvm::DiagnosticHandler {
  DiagnosticsEngine &Diags;

public:
  explicit Forward(DiagnosticsEngine &Diags) : Diags(Diags) {}
  bool handleDiagnostics(const llvm::DiagnosticInfo &Info) override {
    if (Info.getSeverity() != llvm::DS_Error &&
        Info.getSeverity() != llvm::DS_Warning)
      return true; // remarks: of the compilation itself
    std::string Text;
    llvm::raw_string_ostream OS(Text);
    llvm::DiagnosticPrinterRawOStream Printer(OS);
    Info.print(Printer);
    bool IsError = Info.getSeverity() == llvm::DS_Error;
    Diags.Report(Diags.getCustomDiagID(
        IsError ? DiagnosticsEngine::Error : DiagnosticsEngine::Warning, "%0"))
        << Text;
    return true;
  }
};
} // namespace

/// Warnings of the rewriting are about the runtime and windows; code generation
/// has said what it has to say.
void Replay::tellAll(ASTConsumer &Rewriter, ASTConsumer &Generator,
                     ASTContext &C) {
  DiagnosticsEngine &Diags = CI.getDiagnostics();
  const bool Ignores = Diags.getIgnoreAllWarnings();
  auto Tell = [&](const auto &Event) {
    Diags.setIgnoreAllWarnings(true);
    Event(Rewriter);
    Diags.setIgnoreAllWarnings(Ignores);
    Diags.setSuppressAllDiagnostics(true);
    Event(Generator);
    Diags.setSuppressAllDiagnostics(false);
  };
  Tell([&C](ASTConsumer &To) { To.Initialize(C); });
  for (const auto &Event : Told)
    Tell(Event);
  Tell([&C](ASTConsumer &To) { To.HandleTranslationUnit(C); });
}

/// Those of the compilation, for a module that is easy to follow: no
/// instrumentation, and locations of all lines.
static CodeGenOptions replayOptions(const CodeGenOptions &Main) {
  CodeGenOptions Options = Main;
  Options.OptimizationLevel = 1; // at 0 functions are not to be touched
  Options.DisableLLVMPasses = true;
  Options.setDebugInfo(llvm::codegenoptions::DebugLineTablesOnly);
  Options.DebugPrefixMap.clear();
  Options.CoverageMapping = false;
  return Options;
}

void Replay::HandleTranslationUnit(ASTContext &C) {
  if (CI.getDiagnostics().hasErrorOccurred())
    return;
  llvm::LLVMContext Context;
  Context.setDiagnosticHandler(std::make_unique<Forward>(CI.getDiagnostics()));
  const CodeGenOptions Options = replayOptions(CI.getCodeGenOpts());
  llvm::StringRef Name;
  if (auto Main = C.getSourceManager().getFileEntryRefForID(
          C.getSourceManager().getMainFileID()))
    Name = Main->getName();
  std::unique_ptr<CodeGenerator> Generator(CreateLLVMCodeGen(
      CI.getDiagnostics(), Name, CI.getFileManager().getVirtualFileSystemPtr(),
      CI.getHeaderSearchOpts(), CI.getPreprocessorOpts(), Options, Context));
  auto Unmarked = std::make_shared<FunctionNames>();
  std::unique_ptr<ASTConsumer> Rewriter = createConsumer(Rules, Unmarked);
  tellAll(*Rewriter, *Generator, C);
  llvm::Module *M = Generator->GetModule();
  if (M)
    reportUnmarked(*M, *Unmarked);
  if (M && !CI.getDiagnostics().hasErrorOccurred())
    OnModule(*M);
}

std::unique_ptr<ASTConsumer>
createReplay(CompilerInstance &CI, std::shared_ptr<const Policy> Rules,
             std::function<void(llvm::Module &)> OnModule) {
  return std::make_unique<Replay>(CI, std::move(Rules), std::move(OnModule));
}

} // namespace kpkeys
