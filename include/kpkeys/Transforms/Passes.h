//===- Passes.h - The passes, in pipeline order -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each consumes the form that the one before leaves, so that running any of
// them twice changes nothing. Each file in lib/Transforms describes its own.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_TRANSFORMS_PASSES_H
#define KPKEYS_TRANSFORMS_PASSES_H

#include "kpkeys/IR/ModuleConfig.h"
#include "llvm/IR/PassManager.h"
#include <memory>

namespace kpkeys {

/// A pass of this project: a module pass that runs at -O0 too.
template <typename Derived>
struct RequiredModulePass : llvm::PassInfoMixin<Derived> {
  static bool isRequired() { return true; }
};

/// Before the optimizer: writes the front end's configuration into the module.
class AttachConfigPass : public RequiredModulePass<AttachConfigPass> {
  std::shared_ptr<const ModuleConfig> Config;

public:
  explicit AttachConfigPass(std::shared_ptr<const ModuleConfig> Config)
      : Config(std::move(Config)) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
};

/// Before the optimizer: gives marker functions their attributes and removes
/// markers from functions that only read.
struct PruneMarkersPass : RequiredModulePass<PruneMarkersPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
};

/// After the optimizer, in this order:
struct SpecializeCalleesPass : RequiredModulePass<SpecializeCalleesPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
};
struct ReportEscapesPass : RequiredModulePass<ReportEscapesPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
};
struct FormWindowsPass : RequiredModulePass<FormWindowsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
};
struct VerifyWindowsPass : RequiredModulePass<VerifyWindowsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
};
struct LowerWindowsPass : RequiredModulePass<LowerWindowsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
};
struct EmitRecordsPass : RequiredModulePass<EmitRecordsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
};

} // namespace kpkeys

#endif
