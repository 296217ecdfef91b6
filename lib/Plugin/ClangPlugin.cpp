//===- ClangPlugin.cpp - Entry point for clang -fplugin -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One plugin action reads the options and the policy, adds the AST consumer
// before code generation, and hands the passes to the backend. All state
// belongs to the compilation: the configuration is shared by the action and by
// the callback that writes it into the module.
//
//===----------------------------------------------------------------------===//
#include "CompilerSetup.h"
#include "kpkeys/Compat.h"
#include "kpkeys/Frontend/Consumer.h"
#include "kpkeys/Frontend/LevelNames.h"
#include "kpkeys/Plugin/Options.h"
#include "kpkeys/Plugin/Pipeline.h"
#include "clang/AST/ASTContext.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendPluginRegistry.h"

using namespace clang;

namespace kpkeys {

/// Where windows are placed; std::nullopt: reported. The backend of a thin
/// link at -O0 calls no plugin, so what is compiled at -O0, and could not be
/// imported anyway, is finished by the compile step.
static std::optional<Finish> chooseFinish(const CompilerInstance &CI) {
  const CodeGenOptions &CodeGen = CI.getCodeGenOpts();
  if (CodeGen.FatLTO && !HasPhaseOfLTO) {
    error(CI, "-ffat-lto-objects needs clang 20 or later");
    return std::nullopt;
  }
  if (CodeGen.PrepareForThinLTO)
    return CodeGen.OptimizationLevel == 0 ? Finish::ByCompile
                                          : Finish::ByThinLink;
  return CodeGen.PrepareForLTO ? Finish::ByFullLink : Finish::ByCompile;
}

namespace {
class Action : public PluginASTAction {
  UserOptions Options;

protected:
  bool ParseArgs(const CompilerInstance &CI,
                 const std::vector<std::string> &Arguments) override;
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI,
                                                 llvm::StringRef) override;
  ActionType getActionType() override { return AddBeforeMainAction; }
};
} // namespace

bool Action::ParseArgs(const CompilerInstance &CI,
                       const std::vector<std::string> &Arguments) {
  auto Parsed = parseOptions(Arguments,
                             [&](const std::string &Text) { error(CI, Text); });
  if (!Parsed)
    return false; // the error fails the compilation
  if (Parsed->Help || Parsed->Version) {
    llvm::outs() << (Parsed->Help ? optionsHelp() : versionText() + "\n");
    llvm::outs().flush();
    std::exit(0);
  }
  Options = std::move(*Parsed);
  return true;
}

/// With -fsanitize-coverage LLVM calls user code at the start of blocks, after
/// windows have been formed: none reaches over one.
static WindowMode windowsFor(const CompilerInstance &CI,
                             const UserOptions &Options) {
  bool CallsInBlocks = CI.getCodeGenOpts().hasSanitizeCoverage();
  bool Reaches = Options.Windows == WindowMode::Strict ||
                 Options.Windows == WindowMode::Relaxed;
  return CallsInBlocks && Reaches ? WindowMode::Block : Options.Windows;
}

std::unique_ptr<ASTConsumer> Action::CreateASTConsumer(CompilerInstance &CI,
                                                       llvm::StringRef) {
  auto Nothing = std::make_unique<ASTConsumer>();
  if (Options.Mode == PluginMode::Audit)
    return Nothing; // AuditPlugin.cpp's
  auto [Target, Refusal] = chooseTarget(CI.getTarget().getTriple(), Options);
  std::optional<Policy> Rules = readPolicy(CI, Options.PolicyFile, Target);
  if (!Rules)
    return Nothing;
  definePolicyMacros(CI.getPreprocessor(), *Rules,
                     [&](const std::string &Text) { error(CI, Text); });
  auto Config = std::make_shared<const ModuleConfig>(
      ModuleConfig{std::move(*Rules), Target, windowsFor(CI, Options),
                   Options.Escape, Options.MaxClones, Options.Report,
                   Options.Exposed.value_or(Exposure()), Options.ScopeCalls});

  std::optional<Finish> Windows = chooseFinish(CI);
  if (!Windows)
    return Nothing;
  CodeGenOptions &CodeGen = CI.getCodeGenOpts();
  // Diagnostics from the passes need source locations, with -g and without.
  bool OnlyForUs = CodeGen.getDebugInfo() == llvm::codegenoptions::NoDebugInfo;
  if (OnlyForUs)
    CodeGen.setDebugInfo(llvm::codegenoptions::LocTrackingOnly);
  auto Places = OnlyForUs ? std::make_shared<FunctionPlaces>() : nullptr;
  auto Unmarked = std::make_shared<FunctionNames>();
  CodeGen.PassBuilderCallbacks.push_back(
      [Job = CompileJob{Config, Places, *Windows, Refusal, Unmarked}](
          llvm::PassBuilder &PB) { registerPipeline(PB, Job); });
  return createConsumer(std::shared_ptr<const Policy>(Config, &Config->Rules),
                        std::move(Unmarked),
                        *Windows == Finish::ByCompile ? Places : nullptr);
}

static FrontendPluginRegistry::Add<Action>
    Registration("kpkeys", "protection-key windows around protected writes");

} // namespace kpkeys
