//===- AuditPlugin.cpp - mode=audit ---------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A second plugin action, which runs after the main one and reads the options
// of the first. The object is made by then; this looks at the same source once
// more, and warns or writes a summary.
//
//===----------------------------------------------------------------------===//
#include "CompilerSetup.h"
#include "kpkeys/Audit/Judge/Judge.h"
#include "kpkeys/Audit/Summarize/Auditor.h"
#include "kpkeys/Frontend/Replay.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendPluginRegistry.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/ToolOutputFile.h"
#include "llvm/Support/xxhash.h"

using namespace clang;

namespace kpkeys {

namespace {
/// Prints findings as Clang's own warnings.
class Reporter {
  const CompilerInstance &CI;
  DiagnosticsEngine &Diags;

public:
  explicit Reporter(const CompilerInstance &CI)
      : CI(CI), Diags(CI.getDiagnostics()) {}
  void report(const audit::Finding &F);

private:
  void say(DiagnosticsEngine::Level Level, const audit::Place &Where,
           const std::string &Text);
};
} // namespace

void Reporter::say(DiagnosticsEngine::Level Level, const audit::Place &Where,
                   const std::string &Text) {
  SourceLocation Loc;
  if (auto File = CI.getFileManager().getOptionalFileRef(Where.File);
      File && !Where.File.empty())
    Loc = CI.getSourceManager().translateFileLineCol(
        &File->getFileEntry(), Where.Line, std::max<uint64_t>(Where.Column, 1));
  std::string Prefix =
      Loc.isInvalid() && !Where.File.empty() ? Where.text() + ": " : "";
  Diags.Report(Loc, Diags.getCustomDiagID(Level, "kpkeys: %0"))
      << Prefix + Text;
}

void Reporter::report(const audit::Finding &F) {
  // Of a plugin's warnings Clang does not heed -w and -Werror by itself.
  if (Diags.getIgnoreAllWarnings())
    return;
  say(Diags.getWarningsAsErrors() ? DiagnosticsEngine::Error
                                  : DiagnosticsEngine::Warning,
      F.Where, F.Message + " [" + audit::kindName(F.What).str() + "]");
  for (const audit::Note &N : F.Notes)
    say(DiagnosticsEngine::Note, N.Where, N.Text);
}

/// The file to write: \p Given, or in the folder \p Given one that is named
/// after the source file.
static std::string summaryPath(const std::string &Given,
                               llvm::StringRef Source) {
  if (!llvm::sys::fs::is_directory(Given))
    return Given;
  llvm::SmallString<128> Full(Source);
  if (llvm::sys::fs::make_absolute(Full))
    Full = Source; // no current folder: one name is as good as another
  llvm::SmallString<128> Path(Given);
  llvm::sys::path::append(Path, llvm::formatv("{0}-{1:x-16}.json",
                                              llvm::sys::path::filename(Source),
                                              llvm::xxh3_64bits(Full.str()))
                                    .str());
  return Path.str().str();
}

static void writeSummary(const CompilerInstance &CI, const std::string &Given,
                         const audit::Summary &S) {
  std::string Path = summaryPath(Given, S.File);
  std::error_code Code;
  llvm::ToolOutputFile Out(Path, Code, llvm::sys::fs::OF_Text);
  if (Code)
    return error(CI, "cannot write '" + Path + "': " + Code.message());
  Out.os() << audit::toJSON(S) << "\n";
  Out.os().flush();
  Code = Out.os().error();
  if (Code) {
    Out.os().clear_error();
    return error(CI, "cannot write '" + Path + "': " + Code.message());
  }
  Out.keep();
}

namespace {
class AuditAction : public PluginASTAction {
  UserOptions Options;

protected:
  /// Problems are reported by the first action.
  bool ParseArgs(const CompilerInstance &CI,
                 const std::vector<std::string> &) override {
    const auto &All = CI.getFrontendOpts().PluginArgs;
    auto Ours = All.find("kpkeys");
    if (Ours == All.end())
      return false;
    auto Parsed = parseOptions(Ours->second, [](const std::string &) {});
    if (!Parsed || Parsed->Mode != PluginMode::Audit)
      return false;
    Options = std::move(*Parsed);
    return true;
  }
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI,
                                                 llvm::StringRef) override;
  ActionType getActionType() override { return AddAfterMainAction; }
};
} // namespace

std::unique_ptr<ASTConsumer>
AuditAction::CreateASTConsumer(CompilerInstance &CI, llvm::StringRef Source) {
  auto Nothing = std::make_unique<ASTConsumer>();
  auto [Target, Refusal] = chooseTarget(CI.getTarget().getTriple(), Options);
  if (!Refusal.empty()) {
    warning(CI, "this file is not audited: " + Refusal);
    audit::Summary None;
    None.File = Source.str();
    None.NotAudited = Refusal;
    if (!Options.AuditSummary.empty())
      writeSummary(CI, Options.AuditSummary, None);
    return Nothing;
  }
  std::optional<Policy> Rules = readPolicy(CI, Options.PolicyFile, Target);
  if (!Rules)
    return Nothing;
  auto Config = std::make_shared<ModuleConfig>();
  Config->Rules = std::move(*Rules);
  Config->Target = Target;
  Config->Escape = Options.Escape;
  Config->MaxClones = Options.MaxClones;
  CI.getCodeGenOpts().ClearASTBeforeBackend = false; // it is read once more
  return createReplay(
      CI, std::shared_ptr<const Policy>(Config, &Config->Rules),
      [&CI, Config, To = Options.AuditSummary](llvm::Module &M) {
        audit::Summary S = auditModule(M, *Config);
        if (!To.empty())
          return writeSummary(CI, To, S);
        for (const audit::Finding &F : audit::judge(S))
          Reporter(CI).report(F);
      });
}

static FrontendPluginRegistry::Add<AuditAction>
    AuditRegistration("kpkeys-audit",
                      "reports on guards that are placed by hand");

} // namespace kpkeys
