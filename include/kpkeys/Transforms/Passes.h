//===- Passes.h - The passes, in pipeline order -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each consumes the form that the one before leaves, so that running any of
// them twice changes nothing. Each file in lib/Transforms describes its own.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_TRANSFORMS_PASSES_H
#define KPKEYS_TRANSFORMS_PASSES_H

#include "kpkeys/IR/FunctionPlaces.h"
#include "kpkeys/IR/ModuleConfig.h"
#include "kpkeys/IR/Unmarked.h"
#include "llvm/IR/PassManager.h"
#include <memory>

namespace kpkeys {

/// A pass of this project: a module pass that runs at -O0 too.
template <typename Derived>
struct RequiredModulePass : llvm::PassInfoMixin<Derived> {
  static bool isRequired() { return true; }
};

/// Before all others: reports functions that the front end did not rewrite.
class CheckUnmarkedPass : public RequiredModulePass<CheckUnmarkedPass> {
  std::shared_ptr<const FunctionNames> Unmarked;

public:
  explicit CheckUnmarkedPass(std::shared_ptr<const FunctionNames> Unmarked)
      : Unmarked(std::move(Unmarked)) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &) {
    reportUnmarked(M, *Unmarked);
    return llvm::PreservedAnalyses::all();
  }
};

/// Before the others: functions without locations get one.
class GivePlacesPass : public RequiredModulePass<GivePlacesPass> {
  std::shared_ptr<const FunctionPlaces> Places;

public:
  explicit GivePlacesPass(std::shared_ptr<const FunctionPlaces> Places)
      : Places(std::move(Places)) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &) {
    givePlaces(M, *Places);
    return llvm::PreservedAnalyses::all();
  }
};

/// Before the optimizer, and before the other passes: marks the writes that
/// stand in no expression of C++.
struct ApplyTagsPass : RequiredModulePass<ApplyTagsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
};

/// Before the optimizer: writes the front end's configuration into the module,
/// and a link guard if the other passes run when it is linked.
class AttachConfigPass : public RequiredModulePass<AttachConfigPass> {
  std::shared_ptr<const ModuleConfig> Config;
  bool FinishedByLink;

public:
  explicit AttachConfigPass(std::shared_ptr<const ModuleConfig> Config,
                            bool FinishedByLink = false)
      : Config(std::move(Config)), FinishedByLink(FinishedByLink) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
};

/// At a link, before the passes that place windows: reports markers without
/// the configuration that the compile step would have attached.
struct RequireConfigPass : RequiredModulePass<RequireConfigPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &) {
    requireConfig(M);
    return llvm::PreservedAnalyses::all();
  }
};

/// Before the optimizer: gives marker functions their attributes and removes
/// markers from functions that only read.
struct PruneMarkersPass : RequiredModulePass<PruneMarkersPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
};

/// Before the optimizer, instead of all others but ApplyTags, in a module for
/// a machine that the target does not fit: refuses protected data.
class RefuseTargetPass : public RequiredModulePass<RefuseTargetPass> {
  std::shared_ptr<const ModuleConfig> Config;
  std::string Reason;

public:
  RefuseTargetPass(std::shared_ptr<const ModuleConfig> Config,
                   std::string Reason)
      : Config(std::move(Config)), Reason(std::move(Reason)) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
};

/// With the peephole optimizations: the size of an object behind a marker is
/// known as without it.
struct ShowObjectSizesPass : llvm::PassInfoMixin<ShowObjectSizesPass> {
  llvm::PreservedAnalyses run(llvm::Function &F,
                              llvm::FunctionAnalysisManager &);
};

/// Before the optimizer and with it: an address that is compared as a number is
/// not replaced by what it is equal to.
struct HideComparisonsPass : llvm::PassInfoMixin<HideComparisonsPass> {
  llvm::PreservedAnalyses run(llvm::Function &F,
                              llvm::FunctionAnalysisManager &);
};

/// At the end of a ThinLTO compile step: asks the link to import callees that
/// get marked pointers.
struct RequestImportsPass : RequiredModulePass<RequestImportsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
};

/// After the optimizer, in this order:
struct SpecializeCalleesPass : RequiredModulePass<SpecializeCalleesPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
};
struct ReportEscapesPass : RequiredModulePass<ReportEscapesPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
};
struct PinReadsPass : RequiredModulePass<PinReadsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
};
struct ReportCopiesPass : RequiredModulePass<ReportCopiesPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
};
struct FormWindowsPass : RequiredModulePass<FormWindowsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
};
struct PinCallsPass : RequiredModulePass<PinCallsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
};
struct VerifyWindowsPass : RequiredModulePass<VerifyWindowsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
};
struct CheckRestrictionsPass : RequiredModulePass<CheckRestrictionsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
};
struct CheckCallsAtPass : RequiredModulePass<CheckCallsAtPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
};
struct LowerWindowsPass : RequiredModulePass<LowerWindowsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
};
class EmitRecordsPass : public RequiredModulePass<EmitRecordsPass> {
  bool MayBeSplit;

public:
  /// \p MayBeSplit: code generation may distribute the module's globals over
  /// several objects.
  explicit EmitRecordsPass(bool MayBeSplit = false) : MayBeSplit(MayBeSplit) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
};

} // namespace kpkeys

#endif
