//===- ConfigAnalysis.h - A module's configuration, read once ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A configuration does not change once a module has it, and to read it is to
// parse the policy. Passes ask for it here, those of functions too.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_ANALYSIS_CONFIGANALYSIS_H
#define KPKEYS_ANALYSIS_CONFIGANALYSIS_H

#include "kpkeys/IR/ModuleConfig.h"
#include "llvm/IR/PassManager.h"
#include <memory>

namespace kpkeys {

class ConfigAnalysis : public llvm::AnalysisInfoMixin<ConfigAnalysis> {
  friend llvm::AnalysisInfoMixin<ConfigAnalysis>;
  static llvm::AnalysisKey Key;

public:
  struct Result {
    std::shared_ptr<const ModuleConfig> Config;
    bool invalidate(llvm::Module &, const llvm::PreservedAnalyses &,
                    llvm::ModuleAnalysisManager::Invalidator &) {
      return false;
    }
  };
  Result run(llvm::Module &M, llvm::ModuleAnalysisManager &);
};

/// What readConfig says of \p M, which has its configuration already if it
/// will have one; null for std::nullopt.
std::shared_ptr<const ModuleConfig> configOf(llvm::Module &M,
                                             llvm::ModuleAnalysisManager &AM);

/// The same of \p F's module. It is read again if no pass of the module has
/// asked for it.
std::shared_ptr<const ModuleConfig> configOf(llvm::Function &F,
                                             llvm::FunctionAnalysisManager &AM);

} // namespace kpkeys

#endif // KPKEYS_ANALYSIS_CONFIGANALYSIS_H
