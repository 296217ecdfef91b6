//===- CompilerSetup.cpp - What a compilation is for ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Target and policy, for both modes of the plugin.
//
//===----------------------------------------------------------------------===//
#include "CompilerSetup.h"
#include "kpkeys/IR/Diagnose.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/TargetParser/Triple.h"

using namespace clang;

namespace kpkeys {

void error(const CompilerInstance &CI, const std::string &Text) {
  DiagnosticsEngine &Diags = CI.getDiagnostics();
  Diags.Report(Diags.getCustomDiagID(DiagnosticsEngine::Error, "kpkeys: %0"))
      << Text;
}

void warning(const CompilerInstance &CI, const std::string &Text) {
  DiagnosticsEngine &Diags = CI.getDiagnostics();
  Diags.Report(Diags.getCustomDiagID(DiagnosticsEngine::Warning, "kpkeys: %0"))
      << Text;
}

ChosenTarget chooseTarget(const llvm::Triple &Triple,
                          const UserOptions &Options) {
  std::optional<TargetKind> Target =
      Options.Target ? Options.Target : defaultTarget(Triple);
  if (!Target)
    return {TargetKind::Pku, "no target fits '" + Triple.str() + "'"};
  if (!targetFitsTriple(*Target, Triple))
    return {*Target, "target '" + targetInfo(*Target).Name.str() +
                         "' does not fit '" + Triple.str() + "'"};
  return {*Target, ""};
}

std::optional<Policy> readPolicy(CompilerInstance &CI, const std::string &File,
                                 TargetKind Target) {
  if (File.empty() && !targetInfo(Target).Layout.IsIndex)
    return Policy::builtin();
  if (File.empty()) {
    error(CI, ("target " + targetInfo(Target).Name +
               " needs a policy file: each level must have an 'index'")
                  .str());
    return std::nullopt;
  }
  auto Buffer = CI.getFileManager().getBufferForFile(File);
  if (!Buffer) {
    error(CI, "cannot read policy file '" + File +
                  "': " + Buffer.getError().message());
    return std::nullopt;
  }
  // As __has_include does: the one way that clang 19 and 22 both offer to add
  // to the dependencies once the preprocessor exists.
  if (auto Entry = CI.getFileManager().getOptionalFileRef(File))
    if (PPCallbacks *Callbacks = CI.getPreprocessor().getPPCallbacks())
      Callbacks->HasInclude({}, File, /*IsAngled=*/false, *Entry,
                            SrcMgr::C_User);
  return Policy::parse(
      (*Buffer)->getBuffer(), File, Target,
      [&](const llvm::SMDiagnostic &D) { error(CI, formatDiagnostic(D)); });
}

} // namespace kpkeys
