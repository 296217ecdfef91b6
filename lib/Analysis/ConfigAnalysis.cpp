//===- ConfigAnalysis.cpp - A module's configuration, read once -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kpkeys/Analysis/ConfigAnalysis.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

AnalysisKey ConfigAnalysis::Key;

static std::shared_ptr<const ModuleConfig> read(const Module &M) {
  std::optional<ModuleConfig> Config = readConfig(M);
  return Config ? std::make_shared<const ModuleConfig>(std::move(*Config))
                : nullptr;
}

ConfigAnalysis::Result ConfigAnalysis::run(Module &M, ModuleAnalysisManager &) {
  return {read(M)};
}

std::shared_ptr<const ModuleConfig> configOf(Module &M,
                                             ModuleAnalysisManager &AM) {
  return AM.getResult<ConfigAnalysis>(M).Config;
}

std::shared_ptr<const ModuleConfig> configOf(Function &F,
                                             FunctionAnalysisManager &AM) {
  Module &M = *F.getParent();
  const auto &OfModule = AM.getResult<ModuleAnalysisManagerFunctionProxy>(F);
  const auto *Known = OfModule.getCachedResult<ConfigAnalysis>(M);
  return Known ? Known->Config : read(M);
}

} // namespace kpkeys
