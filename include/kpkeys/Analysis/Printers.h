//===- Printers.h - The analyses as text ------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_ANALYSIS_PRINTERS_H
#define KPKEYS_ANALYSIS_PRINTERS_H

#include "llvm/IR/PassManager.h"
#include "llvm/Support/raw_ostream.h"

namespace kpkeys {

/// print<kpkeys-provenance>
class ProvenancePrinterPass
    : public llvm::PassInfoMixin<ProvenancePrinterPass> {
  llvm::raw_ostream &OS;

public:
  explicit ProvenancePrinterPass(llvm::raw_ostream &OS) : OS(OS) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

/// print<kpkeys-accesses>
class AccessPrinterPass : public llvm::PassInfoMixin<AccessPrinterPass> {
  llvm::raw_ostream &OS;

public:
  explicit AccessPrinterPass(llvm::raw_ostream &OS) : OS(OS) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace kpkeys

#endif
